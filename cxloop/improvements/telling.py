"""Telling customers what was changed because of them: the act, and one letter a customer."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cxloop.database import Model, key, text
from cxloop.people.models import User
from cxloop.tickets.models import Ticket


class TellBack(Model):
    """Somebody let the customers behind an improvement be told; the words by language."""

    id: Mapped[int] = key()
    improvement_id: Mapped[int] = mapped_column(ForeignKey("improvement.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    words_en: Mapped[str | None] = text("free_text")
    words_it: Mapped[str | None] = text("free_text")

    by: Mapped[User] = relationship()


class BackLetter(Model):
    """One customer's letter, by the ticket in which they told us: whose it is follows the ticket when people merge."""

    __table_args__ = (UniqueConstraint("ticket_id", "improvement_id"),)

    id: Mapped[int] = key()
    tell_back_id: Mapped[int] = mapped_column(ForeignKey("tell_back.id"), index=True)
    improvement_id: Mapped[int] = mapped_column(ForeignKey("improvement.id"), index=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    nonce: Mapped[str] = text("secret")
    """In the link that ends such letters."""
    sent_at: Mapped[datetime | None]
    kept_back: Mapped[str | None] = text("none")
    """Why it did not leave: refused, no_address, not_deliverable."""

    tell_back: Mapped[TellBack] = relationship()
    ticket: Mapped[Ticket] = relationship()
