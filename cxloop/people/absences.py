"""When somebody is away, who stands in for them, and what becomes of their tickets meanwhile.

An absence is never changed into what it was not: cut short, it ends earlier; called off, it ends before it begins.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, and_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from cxloop.database import Model, key, text
from cxloop.people.models import User

WAYS = ("keep", "watch", "hand_over")
"""Their open tickets stay theirs; stay, and the deputy looks after them; are given to the deputy, else by turns."""
LONGEST_CHAIN = 10


class Absence(Model):
    """From `begins_at` until `ends_at`, which is not part of it any more."""

    id: Mapped[int] = key()
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    tickets: Mapped[str] = text("none", default="keep")
    """One of WAYS."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    begun_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    """When what was to be done at its beginning, and at its end, was done."""
    handed: Mapped[dict[str, Any] | None]
    """By the number of each ticket that was given away, who was given it."""

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    deputy: Mapped[User | None] = relationship(foreign_keys=[deputy_id])


def lasting(at: Any) -> ColumnElement[bool]:
    return and_(Absence.begins_at <= at, Absence.ends_at > at)


def away(session: Session, at: datetime) -> dict[int, Absence]:
    """Everybody who is away, and their absence."""
    return {one.user_id: one for one in session.scalars(select(Absence).where(lasting(at)))}


def until(session: Session, user_id: int, at: datetime) -> datetime | None:
    """When somebody who is away is back; None: they are here."""
    return session.scalar(select(Absence.ends_at).where(Absence.user_id == user_id, lasting(at)).limit(1))


def ahead(session: Session, user_id: int, at: datetime) -> Sequence[Absence]:
    """The absences of somebody that last or are to come, the next first."""
    theirs = (Absence.user_id == user_id, Absence.ends_at > at, Absence.ends_at > Absence.begins_at)
    return session.scalars(select(Absence).where(*theirs).order_by(Absence.begins_at, Absence.id)).all()


def overlapping(session: Session, user_id: int, begins_at: datetime, ends_at: datetime) -> Absence | None:
    """The first absence of somebody that shares a moment with this time."""
    shared = (Absence.begins_at < ends_at, Absence.ends_at > begins_at, Absence.ends_at > Absence.begins_at)
    chosen = select(Absence).where(Absence.user_id == user_id, *shared)
    return session.scalars(chosen.order_by(Absence.begins_at).limit(1)).first()


def stand_in(user: User | None, who_is_away: Mapping[int, Absence]) -> User | None:
    """Somebody who is there, else who stands in for them, else who stands in for that one; None: nobody is there."""
    for _step in range(LONGEST_CHAIN):
        if user is None or not user.is_active or user.invited_at:
            return None
        absence = who_is_away.get(user.id)
        if absence is None:
            return user
        user = absence.deputy
    return None


def stood_in_for(session: Session, deputy_id: int, at: datetime) -> Sequence[Absence]:
    """The absences that last and whose deputy this is."""
    chosen = select(Absence).where(lasting(at), Absence.deputy_id == deputy_id)
    return session.scalars(chosen.order_by(Absence.ends_at, Absence.id)).all()


def absence_of(session: Session, absence_id: int, user_id: int) -> Absence | None:
    """The absence of this number, if it is this person's."""
    found = session.get(Absence, absence_id)
    return found if found is not None and found.user_id == user_id else None
