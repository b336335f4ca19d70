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
    }
    return str(words[move])


def not_decidable(code: str) -> str:
    """Why a decision cannot be written down, and what to do about it."""
    said = {
        "no_move": _("From where it stands now, this cannot be decided: look at it again."),
        "no_reason": _("Say why, in a sentence: those who raised it will read it."),
        "no_owner": _("Give it an owner first, in the plan: nobody would do it."),
        "too_many": _("As many are under way as the company wants at once: bring one live first."),
        "live_later": _("It cannot have gone live on a day that has not come yet."),
    }
    return str(said[code])


def effort_words() -> dict[str, str]:
    """How much work it takes, as a person says it."""
    return {
        "small": str(_("small: days")),
        "medium": str(_("medium: weeks")),
        "large": str(_("large: months")),
    }
