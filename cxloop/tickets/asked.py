"""The question "is it solved?" and every word of the customer about it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cxloop.database import Id, Model, key, text


class Verification(Model):
    """The question "is it solved?" and the customer's word."""

    id: Mapped[int] = key()
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    resolution_id: Mapped[int] = mapped_column(ForeignKey("resolution.id"), unique=True)
    nonce: Mapped[str] = text("secret")
    """Random; the link is its signature, so a new nonce revokes an old link."""
    asked_at: Mapped[datetime | None]
    """None: no letter could reach them, and nobody has asked by phone yet."""
    write_after: Mapped[datetime | None] = mapped_column(index=True)
    """A letter left not long ago: this question waits until then for its own."""
    sent_at: Mapped[datetime | None]
    """When the letter with this question left."""
    letter_id: Mapped[int | None] = mapped_column(Id)
    """Which alert was that letter: one may carry several questions."""
    expires_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None] = text("none")
    """yes, partly, no: the last word that counts; once the window is over, silent or not_asked. None while it waits,
    and for ever when it was withdrawn."""
    comment: Mapped[str | None] = text("free_text")
    via: Mapped[str | None] = text("none")
    """link; phone when a colleague wrote the customer's word down; new_answer when the customer complained again."""
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None]
    """A colleague reopened the ticket before the customer said anything: the question no longer stands."""

    resolution: Mapped[Any] = relationship("Resolution")


class CustomersWord(Model):
    """One word of the customer about a question, in the order they came; nothing is written over."""

    id: Mapped[int] = key()
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    verification_id: Mapped[int] = mapped_column(ForeignKey("verification.id"), index=True)
    at: Mapped[datetime]
    answer: Mapped[str | None] = text("none")
    """yes, partly or no; None: words alone, after the window."""
    comment: Mapped[str | None] = text("free_text")
    counts: Mapped[bool]
    """Whether it answered the question; what came after the window, or about a ticket that had moved on, did not."""
    via: Mapped[str] = text("none")
    """link; phone when a colleague wrote it down; new_answer when they complained again before they said more."""
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
