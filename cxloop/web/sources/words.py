"""What a call's state and reason are called on the pages, in the reader's language."""

from collections.abc import Mapping

from flask_babel import gettext as _

from cxloop.loop.listen import OUR_FAULT
from cxloop.responses.inbound.models import InboundEvent
from cxloop.responses.platforms import sentence
from cxloop.responses.platforms.reasons import SENTENCES


def why(event: InboundEvent) -> str:
    """Why a call was set aside or ignored, as one sentence; "" where nothing was said."""
    code, facts = event.reason, event.facts or {}
    if code is None:
        return ""
    if code == OUR_FAULT:
        return str(
            _("Something of ours failed while reading it. The log says more under %(reference)s.", **facts)
        )
    if code == "platform_unknown":
        return str(_("Nothing here reads this platform any more."))
    return said(code, facts)


def said(code: str, facts: Mapping[str, object]) -> str:
    """A translator's reason; a code that this version no longer knows is shown as it is."""
    try:
        return sentence(code, facts, _)
    except (KeyError, ValueError, TypeError):
        return code if code not in SENTENCES else str(_("It could not be read."))


def field_words() -> dict[str, str]:
    """The fields a person may choose the questions of, in the order of the page."""
    return {
        "score": _("Score"),
        "comment": _("Comment"),
        "email": _("E-mail"),
        "name": _("Name"),
        "company": _("Company"),
    }
