"""The banner over every page of who can act: something that was promised is missing, and could not be mended."""

from dataclasses import dataclass

from flask import Flask
from flask_login import current_user

from cxloop.database import db
from cxloop.people.policies import imports_answers
from cxloop.reports.intake_gaps import DROPPED, open_gaps


@dataclass(frozen=True)
class Missing:
    """`dropped` answers nobody knows what became of, and `others`: gaps of any other kind."""

    dropped: int
    others: int


def register(app: Flask) -> None:
    app.context_processor(lambda: {"missing_intake": missing})


def missing() -> Missing | None:
    """What to tell this reader, or None."""
    if not (current_user and current_user.is_authenticated and imports_answers(current_user)):
        return None
    counts = open_gaps(db.session())
    if not counts:
        return None
    dropped = sum(count for kind, count in counts.items() if kind in DROPPED)
    return Missing(dropped, sum(counts.values()) - dropped)
