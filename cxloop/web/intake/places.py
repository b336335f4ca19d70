"""Where each door has its page, if this reader may open it."""

from flask import current_app, url_for
from flask_login import current_user

from cxloop.entrances import REGISTRY

PAGES = {
    "file": "imports.index", "api": "tokens.index", "hook": "sources.index", "page": "invitations.index",
    "interview": "interviews.index", "hand": "told.index", "held": "invitations.review",
    "quarantine": "sources.quarantine", "messages": "messages.index",
}  # fmt: skip
LONGEST_NUMBER = 18


def places() -> dict[str, str]:
    """The address of each page this reader may open, by the door's name."""
    return {name: url_for(endpoint) for name, endpoint in PAGES.items() if _may_open(endpoint)}


def subject_href(subject: str) -> str | None:
    """The page of what a gap is about, as "ticket:7"; None where there is none for this reader."""
    noun, _colon, key = subject.partition(":")
    if not key.isdecimal() or len(key) > LONGEST_NUMBER:
        return None
    if noun == "ticket" and _may_open("tickets.show"):
        return url_for("tickets.show", ticket_id=int(key))
    if noun == "import" and _may_open("imports.show"):
        return url_for("imports.show", job_id=int(key))
    return None


def _may_open(endpoint: str) -> bool:
    policies = current_app.extensions[REGISTRY]
    return bool(endpoint in policies and policies[endpoint](current_user))
