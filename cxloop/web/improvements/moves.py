"""The decisions about an improvement, as a person says them."""

from flask_babel import gettext as _

NOT_DONE_YET = ("proposed", "triaged", "decided", "doing")


def said(state: str, move: str) -> str:
    """What deciding `move` means for an improvement in `state`."""
    if move == "triaged" and state != "proposed":
        return str(_("Not now"))
    if move == "archived":
        return str(_("Won’t do") if state in NOT_DONE_YET else _("Put it away"))
    if move == "doing" and state != "decided":
        return str(_("Take it back: it is not live any more"))
    if move == "live" and state == "measuring":
        return str(_("Keep it running, measure later"))
    words = {
        "proposed": _("Take it up again"),
        "triaged": _("Look into it first"),
        "decided": _("Do it"),
        "doing": _("Work on it has begun"),
        "live": _("It is live"),
        "measuring": _("Measure from now on"),
        "told_back": _("The customers were told"),
    }
    return str(words[move])
