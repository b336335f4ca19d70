"""The days a report looks at. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

HORIZON_DAYS = 30
"""H: how old a ticket must be before its loop can be judged strictly."""
USUAL_DAYS = 91


@dataclass(frozen=True, slots=True)
class Period:
    """Answers given from the day `start` up to, not including, the day `end` (UTC days)."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError("a period ends after it starts")

    @property
    def last(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.start, time.min, UTC)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.end, time.min, UTC)

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def before(self) -> "Period":
        """The period of the same length just before; cut off at the first day a calendar knows."""
        room = (self.start - date.min).days
        return Period(self.start - timedelta(days=max(1, min(self.days, room))), self.start)


def usual_period(as_of: datetime) -> Period:
    """The 91 days that ended 30 days ago: every ticket in them is old enough to be judged."""
    end = as_of.astimezone(UTC).date() - timedelta(days=HORIZON_DAYS)
    return Period(end - timedelta(days=USUAL_DAYS), end)


def months_until(end: date, count: int) -> tuple[date, ...]:
    """The first days of the `count` calendar months of which the last holds the day before `end`; oldest first."""
    last = end - timedelta(days=1)
    index = last.year * 12 + last.month - 1
    return tuple(date(place // 12, place % 12 + 1, 1) for place in range(index - count + 1, index + 1))
