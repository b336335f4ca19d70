"""A calendar as kept: a zone, a week of opening hours, a country's holidays and own days."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cxloop.database import Id, Model, key, text

OPENS_BEFORE_CLOSING = "opens_at >= 0 AND opens_at < closes_at AND closes_at <= 1440"


class Calendar(Model):
    """The working time of a team; a new row for each edit, so a ticket keeps the one it was promised by.

    An empty country has no holidays.
    """

    __tablename__ = "calendar"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[int] = key()
    key: Mapped[str] = text("none")
    version: Mapped[int] = mapped_column(default=1)
    position: Mapped[int] = mapped_column(default=0)
    """The first one is the company's."""
    retired_at: Mapped[datetime | None]
    """A later version took its place, or it was put away."""
    name: Mapped[str] = text("none")
    time_zone: Mapped[str] = text("none")
    country: Mapped[str] = text("none", default="")
    subdivision: Mapped[str] = text("none", default="")

    hours: Mapped[list["CalendarHours"]] = relationship(cascade="all, delete-orphan")
    days: Mapped[list["CalendarDay"]] = relationship(cascade="all, delete-orphan")


class CalendarHours(Model):
    """Opening hours of a weekday (Monday 0), in minutes of the local day; 1440 is midnight at its end."""

    __tablename__ = "calendar_hours"
    __table_args__ = (
        UniqueConstraint("calendar_id", "weekday", "opens_at"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint(OPENS_BEFORE_CLOSING, name="opens_before_closing"),
    )

    id: Mapped[int] = key()
    calendar_id: Mapped[int] = mapped_column(Id, ForeignKey("calendar.id", ondelete="CASCADE"))
    weekday: Mapped[int]
    opens_at: Mapped[int]
    closes_at: Mapped[int]


class CalendarDay(Model):
    """A date with own hours: closed (no interval), half or extra; several rows are several intervals.

    `every_year` repeats it on the same month and day: a patron saint, half of 24 December.
    """

    __tablename__ = "calendar_day"
    __table_args__ = (
        UniqueConstraint("calendar_id", "on", "opens_at"),
        CheckConstraint(
            "(opens_at IS NULL AND closes_at IS NULL) OR"  # a comparison with NULL alone would pass
            f" (opens_at IS NOT NULL AND closes_at IS NOT NULL AND {OPENS_BEFORE_CLOSING})",
            name="opens_before_closing",
        ),
    )

    id: Mapped[int] = key()
    calendar_id: Mapped[int] = mapped_column(Id, ForeignKey("calendar.id", ondelete="CASCADE"))
    on: Mapped[date]
    name: Mapped[str] = text("none", default="")
    opens_at: Mapped[int | None]
    closes_at: Mapped[int | None]
    every_year: Mapped[bool] = mapped_column(default=False)

    @property
    def is_closed(self) -> bool:
        return self.opens_at is None
