"""Letters between us and a customer about one ticket, and the templates ours begin with."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from cxloop.database import Model, key, text

OUT, IN = "out", "in"


class Message(Model):
    """One letter of the conversation. What colleagues note for each other is a `Note` and is never sent."""

    id: Mapped[int] = key()
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    direction: Mapped[str] = text("none")
    """OUT or IN."""
    segment: Mapped[int]
    """Of the ticket, when it was written or came."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who wrote it; None: the customer."""
    at: Mapped[datetime]
    language: Mapped[str | None] = text("none")
    subject: Mapped[str] = text("free_text")
    body: Mapped[str] = text("free_text")
    quotes: Mapped[str | None] = text("free_text")
    """Of ours what the customer had said, above the letter; of theirs what they quoted of earlier letters."""
    template_key: Mapped[str | None] = text("none")
    message_id: Mapped[str | None] = text("none", unique=True)
    """As the letter's header has it, once it left or came."""
    sent_at: Mapped[datetime | None]
    """When a mail server took it."""
    failed_at: Mapped[datetime | None]
    failure: Mapped[str | None] = text("none")
    """Why it did not arrive, as a code."""


class LetterTemplate(Model):
    """What a letter to a customer begins with, in each language the company writes in."""

    id: Mapped[int] = key()
    key: Mapped[str] = text("none", unique=True)
    subject_en: Mapped[str | None] = text("none")
    body_en: Mapped[str | None] = text("none")
    subject_it: Mapped[str | None] = text("none")
    body_it: Mapped[str | None] = text("none")
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None]
