"""Something shown once: sealed in the visitor's own cookie until the next page."""

import json

from flask import session

from cxloop.secrets import sealing
from cxloop.web import current

COOKIE, PURPOSE = "shown_once", "shown once"


def keep(subject: int | str, **shown: str) -> None:
    """Show this on the next page of the subject, a source by its number, and never again."""
    text = json.dumps({"source": str(subject), **shown})
    session[COOKIE] = sealing.seal(current.settings().secret_key, PURPOSE, text)


def take(subject: int | str) -> dict[str, str]:
    """What is to be shown now; {} on every other visit."""
    sealed = session.pop(COOKIE, None)
    if not sealed:
        return {}
    try:
        shown: dict[str, str] = json.loads(sealing.unseal(current.settings().secret_key, PURPOSE, sealed))
    except (sealing.CannotUnseal, ValueError):
        return {}
    return shown if shown.pop("source", None) == str(subject) else {}
