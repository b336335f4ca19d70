"""A ticket steps back until a moment: because nobody answered, or for a reason somebody gives. Its promises run on."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cxloop.database import Model, key, text

LONGEST = timedelta(days=30)
"""Nothing is put off for longer."""


class Snooze(Model):
    """Somebody put a ticket off; it is back by itself at `again_at`, or before when something happens to it."""

    id: Mapped[int] = key()
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    again_at: Mapped[datetime]
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("contact_attempt.id"))
    """The attempt without an answer after which it is tried again."""
    reason: Mapped[str | None] = text("free_text")
    """None: the attempt is the reason."""


def wrong_until(until: datetime | None, at: datetime) -> str:
    """Why a ticket cannot be put off until then, as a code; empty when it can."""
    if until is None:
        return "say_when"
    if until <= at:
        return "not_ahead"
    return "too_far" if until > at + LONGEST else ""
