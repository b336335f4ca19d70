"""The team's fifteen minutes: who was there, what was decided, who was thanked."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cxloop.database import Model, key, text
from cxloop.people.models import Team, User


class Huddle(Model):
    """One meeting with the agenda as it was when it began."""

    id: Mapped[int] = key()
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    """None: the whole company."""
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    agenda: Mapped[dict[str, Any]]
    """Ids and numbers of what it speaks of; names and words are read when somebody looks."""

    team: Mapped[Team | None] = relationship()
    begun_by: Mapped[User] = relationship()


class Attendance(Model):
    """Somebody was there."""

    huddle_id: Mapped[int] = mapped_column(ForeignKey("huddle.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)


class HuddleDecision(Model):
    """What somebody will do, and by when; `done_at` when it was."""

    id: Mapped[int] = key()
    huddle_id: Mapped[int] = mapped_column(ForeignKey("huddle.id"), index=True)
    what: Mapped[str] = text("free_text")
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    due_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    done_at: Mapped[datetime | None]

    owner: Mapped[User] = relationship(foreign_keys=[owner_id])


class Kudos(Model):
    """A colleague is thanked, in the words of who thanks."""

    id: Mapped[int] = key()
    huddle_id: Mapped[int | None] = mapped_column(ForeignKey("huddle.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    words: Mapped[str] = text("free_text")
    at: Mapped[datetime]

    to: Mapped[User] = relationship(foreign_keys=[to_id])
    by: Mapped[User] = relationship(foreign_keys=[by_id])
