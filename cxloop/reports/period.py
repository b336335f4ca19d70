"""The days a report looks at. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

HORIZON_DAYS = 30
"""H: how old a ticket must be before its loop can be judged strictly."""
USUAL_DAYS = 91


@dataclass(frozen=True, slots=True)
class Period:
    """From the day `start` up to, not including, the day `end`: days of the company's zone."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError("a period ends after it starts")

    @property
    def last(self) -> date:
        return self.end - timedelta(days=1)

    def starts_at(self, zone: tzinfo) -> datetime:
        """The midnight of the zone at which it begins."""
        return midnight(self.start, zone)

    def ends_at(self, zone: tzinfo) -> datetime:
        return midnight(self.end, zone)

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def before(self) -> "Period":
        """The period of the same length just before; cut off at the first day a calendar knows."""
        room = (self.start - date.min).days
        return Period(self.start - timedelta(days=max(1, min(self.days, room))), self.start)


def midnight(day: date, zone: tzinfo) -> datetime:
    """The moment, in UTC, at which that day begins on the zone's clocks."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def usual_period(as_of: datetime, zone: tzinfo) -> Period:
    """The 91 days that ended 30 days ago: every ticket in them is old enough to be judged."""
    end = as_of.astimezone(zone).date() - timedelta(days=HORIZON_DAYS)
    return Period(end - timedelta(days=USUAL_DAYS), end)


def this_month(as_of: datetime, zone: tzinfo) -> Period:
    """From the first of the month to the day of `as_of`, that day included."""
    today = as_of.astimezone(zone).date()
    return Period(today.replace(day=1), today + timedelta(days=1))


def months_until(end: date, count: int) -> tuple[date, ...]:
    """The first days of the `count` calendar months of which the last holds the day before `end`; oldest first."""
    last = end - timedelta(days=1)
    index = last.year * 12 + last.month - 1
    return tuple(date(place // 12, place % 12 + 1, 1) for place in range(index - count + 1, index + 1))
