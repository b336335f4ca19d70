"""Reports that leave by themselves: to whom, how, and each time one did."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cxloop.database import Model, key, text
from cxloop.people.models import User


class Schedule(Model):
    """The executive page for one colleague, weekly or monthly, on their clock and in their language."""

    __tablename__ = "report_schedule"

    id: Mapped[int] = key()
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    """Whose page it is: what they may see is asked each time it leaves."""
    via: Mapped[str] = text("none")
    """mail or slack."""
    slack_channel: Mapped[str | None] = text("none")
    every: Mapped[str] = text("none")
    """week or month."""
    day: Mapped[int]
    """1 Monday to 7 Sunday; of a month 1 to 28."""
    hour: Mapped[int]
    language: Mapped[str] = text("none")
    zone: Mapped[str] = text("none")
    with_pdf: Mapped[bool] = mapped_column(default=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    next_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str | None] = text("none")
    """by_hand, by_letter."""
    nonce: Mapped[str] = text("secret")
    """In the link that switches it off."""

    user: Mapped[User] = relationship(foreign_keys=[user_id])


class ScheduledRun(Model):
    """One time it was due; what became of it is told by the alert about it."""

    __table_args__ = (UniqueConstraint("schedule_id", "due_at"),)

    id: Mapped[int] = key()
    schedule_id: Mapped[int] = mapped_column(ForeignKey("report_schedule.id"))
    due_at: Mapped[datetime]
    left_out: Mapped[str | None] = text("none")
    """Why nothing was to be sent: left (they no longer work here), no_longer_may."""
