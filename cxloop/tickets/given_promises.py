"""What we told a customer we would do, and by when: a record with a date that somebody reads again on its day."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, Index, or_, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from cxloop.database import Model, key, text
from cxloop.people.policies import Scope
from cxloop.tickets.models import Ticket

STANDS = sql("settled_at IS NULL")
LOOKED_AT = sql("look_after IS NOT NULL")
WARNED_BEFORE = timedelta(hours=2)
FARTHEST = timedelta(days=366)
"""Nothing is promised for later."""
ENDINGS = ("kept", "kept_late", "dropped")
"""Done in time, done after its moment, or no longer wanted."""


class GivenPromise(Model):
    """Somebody promised the customer something; it is owed until it is settled, whatever becomes of the ticket."""

    __table_args__ = (
        Index("ix_given_promise_due_at", "due_at", "id", sqlite_where=STANDS, postgresql_where=STANDS),
        Index("ix_given_promise_settled_by_id", "settled_by_id", "settled_at"),
        Index(
            "ix_given_promise_look_after", "look_after", sqlite_where=LOOKED_AT, postgresql_where=LOOKED_AT
        ),
    )

    id: Mapped[int] = key()
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("contact_attempt.id"))
    """The conversation in which it was promised, where it was written down with it."""
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    what: Mapped[str] = text("free_text")
    due_at: Mapped[datetime]
    first_due_at: Mapped[datetime]
    """As it was promised first; the customer was told of every later one."""
    moved: Mapped[int] = mapped_column(default=0)
    """How often."""
    missed_at: Mapped[datetime | None]
    """When its moment passed and it was not kept; moving it later does not undo that."""
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    ending: Mapped[str | None] = text("none")
    """One of ENDINGS; None while it is owed."""
    why: Mapped[str | None] = text("free_text")
    """Why it was dropped or moved last."""
    look_after: Mapped[datetime | None]
    """When the clock warns, or finds it missed; None: nothing to look for any more."""

    ticket: Mapped[Ticket] = relationship()

    def is_late(self, at: datetime) -> bool:
        return self.settled_at is None and self.due_at < at

    @property
    def stands(self) -> bool:
        """It is still owed."""
        return self.settled_at is None


def wrong_due(due_at: datetime | None, at: datetime) -> str:
    """Why something cannot be promised for then, as a code; empty when it can."""
    if due_at is None:
        return "say_by_when"
    if due_at <= at:
        return "promise_in_the_past"
    return "promise_too_far" if due_at > at + FARTHEST else ""


def look_at(due_at: datetime, at: datetime) -> datetime:
    """When the clock looks first: two hours before, or at the moment itself of what is promised for sooner."""
    warned = due_at - WARNED_BEFORE
    return warned if warned > at else due_at


def of_ticket(session: Session, ticket_id: int) -> Sequence[GivenPromise]:
    """Those still owed, the next first."""
    chosen = select(GivenPromise).where(
        GivenPromise.ticket_id == ticket_id, GivenPromise.settled_at.is_(None)
    )
    return session.scalars(chosen.order_by(GivenPromise.due_at, GivenPromise.id)).all()


def due_before(session: Session, scope: Scope, until: datetime, most: int = 50) -> Sequence[GivenPromise]:
    """What somebody owes customers before a moment, the next first: of their tickets, and of nobody's in their teams.

    A promise outlives its ticket: that it was resolved meanwhile does not keep it.
    """
    chosen = (
        select(GivenPromise)
        .join(Ticket, Ticket.id == GivenPromise.ticket_id)
        .where(GivenPromise.settled_at.is_(None), GivenPromise.due_at < until, _theirs(scope))
    )
    faces = joinedload(GivenPromise.ticket)
    loaded = chosen.options(
        faces.joinedload(Ticket.contact), faces.joinedload(Ticket.account), faces.joinedload(Ticket.survey)
    )
    return session.scalars(loaded.order_by(GivenPromise.due_at, GivenPromise.id).limit(most)).unique().all()


def _theirs(scope: Scope) -> ColumnElement[bool]:
    nobodys = Ticket.owner_id.is_(None) & Ticket.team_id.in_(scope.team_ids)
    return or_(Ticket.owner_id == scope.user_id, nobodys)


def to_look_at(session: Session, at: datetime, most: int) -> Sequence[GivenPromise]:
    """Those of which somebody may have to be told, oldest first; rows other workers hold are skipped."""
    return session.scalars(
        select(GivenPromise)
        .where(GivenPromise.look_after < at)
        .order_by(GivenPromise.look_after, GivenPromise.id)
        .limit(most)
        .options(joinedload(GivenPromise.ticket))
        .with_for_update(of=GivenPromise, skip_locked=True)
    ).unique().all()  # fmt: skip
