"""What a colleague of another function was asked for a ticket, by a day; the customer's clock runs on meanwhile."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, or_, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, Session, joinedload, lazyload, mapped_column, relationship
from sqlalchemy.sql.base import ExecutableOption

from cxloop.database import Model, key, text
from cxloop.people.models import User
from cxloop.people.policies import STAFF
from cxloop.tickets.given_promises import wrong_due
from cxloop.tickets.models import Ticket

OPEN = sql("settled_at IS NULL")
LOOKED_AT = sql("look_after IS NOT NULL")
ENDINGS = ("answered", "dropped")


class SubTask(Model):
    """Somebody owes a colleague an answer; it ends no ticket and pauses no promise."""

    __table_args__ = (
        Index("ix_sub_task_owner_id", "owner_id", "due_at", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_sub_task_by_id", "by_id", "due_at", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_sub_task_look_after", "look_after", sqlite_where=LOOKED_AT, postgresql_where=LOOKED_AT),
    )

    id: Mapped[int] = key()
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    """Who was asked; they need not see the ticket."""
    at: Mapped[datetime]
    what: Mapped[str] = text("free_text")
    due_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    ending: Mapped[str | None] = text("none")
    """One of ENDINGS; None while it is owed."""
    answer: Mapped[str | None] = text("free_text")
    """What they say, or why it is not needed any more."""
    look_after: Mapped[datetime | None]
    """When the clock finds it late; None: nothing to look for any more."""

    ticket: Mapped[Ticket] = relationship()
    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    by: Mapped[User] = relationship(foreign_keys=[by_id])

    @property
    def stands(self) -> bool:
        return self.settled_at is None


def missing_to_ask(what: str, due_at: datetime | None, owner: User | None, at: datetime) -> dict[str, str]:
    """What lacks to ask a colleague, field by field."""
    missing = {} if what.strip() else {"what": "say_what_is_needed"}
    if code := wrong_due(due_at, at):
        missing["due_at"] = code
    return missing if owner and owner.is_active and owner.role in STAFF else missing | {"owner_id": "unknown"}


def of_ticket(session: Session, ticket_id: int) -> Sequence[SubTask]:
    """All of them, those still owed first."""
    chosen = select(SubTask).where(SubTask.ticket_id == ticket_id).options(*_faces())
    return (
        session.scalars(chosen.order_by(SubTask.settled_at.is_not(None), SubTask.due_at, SubTask.id))
        .unique().all()
    )  # fmt: skip


def owed_before(session: Session, user_id: int, until: datetime, most: int = 50) -> Sequence[SubTask]:
    """What this person owes, and what they asked others for, before a moment: the next first."""
    theirs = or_(SubTask.owner_id == user_id, SubTask.by_id == user_id)
    chosen = select(SubTask).where(SubTask.settled_at.is_(None), SubTask.due_at < until, theirs)
    return (
        session.scalars(chosen.options(*_faces()).order_by(SubTask.due_at, SubTask.id).limit(most))
        .unique().all()
    )  # fmt: skip


def who_can_be_asked(session: Session) -> Sequence[User]:
    """Everybody who works tickets, of any team."""
    chosen = select(User).where(User.is_active, User.role.in_(STAFF)).options(lazyload(User.memberships))
    return session.scalars(chosen.order_by(User.name, User.id)).all()


def to_look_at(session: Session, at: datetime, most: int) -> Sequence[SubTask]:
    """Those whose day has passed and of which nobody was told, oldest first; rows other workers hold are skipped."""
    return session.scalars(
        select(SubTask)
        .where(SubTask.look_after < at)
        .order_by(SubTask.look_after, SubTask.id)
        .limit(most)
        .with_for_update(of=SubTask, skip_locked=True)
    ).all()


def _faces() -> tuple[ExecutableOption, ...]:
    return (
        joinedload(SubTask.owner).lazyload(User.memberships),
        joinedload(SubTask.by).lazyload(User.memberships),
        joinedload(SubTask.ticket).joinedload(Ticket.contact),
    )
