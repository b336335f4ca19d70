"""A ticket waits: for the customer or for a colleague, with a reason and until a moment. The pause ledger."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from cxloop.database import Model, in_pieces, key, text
from cxloop.people.models import User
from cxloop.tickets.models import Ticket
from cxloop.tickets.pausing import NONE, Pauses, Span

FOR = ("customer", "internal")
"""For whom: the customer, or a colleague, a supplier, a part: whoever is on our side."""
STILL = sql("ended_at IS NULL")


class Wait(Model):
    """We wait from `at` until somebody goes on or `goes_on_at` comes; one at a time."""

    __table_args__ = (
        Index("ix_wait_of_ticket", "ticket_id", "id"),
        Index("uq_wait_still", "ticket_id", unique=True, sqlite_where=STILL, postgresql_where=STILL),
        Index("ix_wait_goes_on_at", "goes_on_at", "id", sqlite_where=STILL, postgresql_where=STILL),
    )

    id: Mapped[int] = key()
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    segment: Mapped[int]
    kind: Mapped[str] = text("none")
    """One of `FOR`."""
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    goes_on_at: Mapped[datetime]
    reason: Mapped[str] = text("free_text")
    pauses: Mapped[str] = text("none")
    """Which promises it pauses, as the policy said when it began: their names, with commas between."""
    state_before: Mapped[str] = text("none")
    contact_due_before: Mapped[datetime | None]
    resolution_due_before: Mapped[datetime | None]
    """When those promises were due without this pause; None: this one is not paused, or was kept or missed before."""
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str | None] = text("none")
    """went_on, customer, until, contact, resolved, released or again; None while it lasts."""
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    by: Mapped[User] = relationship(foreign_keys=[by_id])

    @property
    def span(self) -> Span:
        """To its end, or to when it ends by itself."""
        return self.at, self.ended_at or self.goes_on_at

    def does_pause(self, promise: str) -> bool:
        return promise in self.pauses.split(",")


def present(session: Session, ticket: Ticket) -> Wait | None:
    """What the ticket waits for now."""
    if not ticket.is_paused:
        return None
    return session.scalars(select(Wait).where(Wait.ticket_id == ticket.id, Wait.ended_at.is_(None))).first()


def ledger(session: Session, ticket: Ticket) -> Sequence[Wait]:
    """Every wait of the present segment, the oldest first."""
    mine = (Wait.ticket_id == ticket.id, Wait.segment == ticket.segment)
    return session.scalars(select(Wait).where(*mine).order_by(Wait.at, Wait.id)).all()


def pauses_in(waits: Sequence[Wait]) -> Pauses:
    """What they pause, promise by promise."""
    names = {name for wait in waits for name in wait.pauses.split(",") if name}
    return {name: [wait.span for wait in waits if wait.does_pause(name)] for name in names}


def pauses_of(session: Session, ticket: Ticket) -> Pauses:
    """The pauses of the ticket's present promises."""
    return pauses_in(ledger(session, ticket))


def pauses_of_many(session: Session, tickets: Collection[Ticket]) -> dict[int, Pauses]:
    """The same for many; one that never waited in its segment is left out."""
    segments, found = {ticket.id: ticket.segment for ticket in tickets}, dict[int, list[Wait]]()
    for piece in in_pieces(sorted(segments)):
        rows = select(Wait).where(Wait.ticket_id.in_(piece)).order_by(Wait.at, Wait.id)
        for wait in session.scalars(rows):
            if wait.segment == segments[wait.ticket_id]:
                found.setdefault(wait.ticket_id, []).append(wait)
    return {number: pauses_in(waits) for number, waits in found.items()}


def due_to_end(session: Session, at: datetime, most: int) -> Sequence[int]:
    """Tickets whose wait is over by the clock, the oldest first."""
    over = select(Wait.ticket_id).where(Wait.ended_at.is_(None), Wait.goes_on_at <= at)
    return session.scalars(over.order_by(Wait.goes_on_at, Wait.id).limit(most)).all()


__all__ = [
    "FOR", "NONE", "Wait", "due_to_end", "ledger", "pauses_in", "pauses_of", "pauses_of_many", "present",
]  # fmt: skip
