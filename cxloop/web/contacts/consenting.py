"""For what one customer may be contacted, with the moment and the door of each word."""

from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _

from cxloop.accounts.consent import PURPOSES, last_words
from cxloop.accounts.models import ConsentChange
from cxloop.database import db
from cxloop.people.models import User


class Consent(NamedTuple):
    """One purpose; `word` is the newest change, None while they never said anything about it."""

    purpose: str
    name: str
    given: bool
    word: ConsentChange | None
    source: str


def consents_of(contact_id: int, at: datetime) -> list[Consent]:
    """All purposes, in their order."""
    words, names = last_words(db.session(), contact_id), purposes()
    return [
        Consent(purpose, names[purpose], word.given if word else True, word, _source(word) if word else "")
        for purpose in PURPOSES
        for word in (words.get(purpose),)
    ]


def purposes() -> dict[str, str]:
    """What each purpose is called."""
    return {
        "surveys": _("survey letters"),
        "calls": _("calls about an answer"),
        "verification": _("questions whether it is solved"),
        "news": _("news of what changed"),
    }


def _source(word: ConsentChange) -> str:
    by = db.session.get(User, word.by_id) if word.by_id else None
    if by is not None and word.source == "web":
        return by.name
    sources: dict[str, str] = {
        "web": _("on a page"),
        "file": _("from a file"),
        "api": _("through the API"),
        "hook": _("from a survey platform"),
        "cli": _("from the command line"),
        "link": _("by their own link"),
        "merge": _("by merging two contacts"),
        "told_apart": _("by telling two contacts apart"),
        "demo": _("from the demo company"),
    }
    return sources.get(word.source) or str(_("before changes were kept"))
