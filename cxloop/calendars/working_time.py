"""Business time: how far a promise reaches, and how much of it has passed (pure).

Every moment is aware; results are in UTC. A promise of `length` made at `start` is due at the earliest moment
by which `length` of open time has passed: never earlier, and no later.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cxloop.calendars.open_spans import MICROSECOND, Interval, OpenSpans, instant, moment, open_spans

MOST_EMPTY_YEARS = 10
LAST_YEAR = 9998


class NoWorkingTime(ValueError):
    """The calendar is closed for good, so no promise made in its time could ever fall due."""


@dataclass(frozen=True)
class WorkingTime:
    """When a team is at work, on the clock on its own wall.

    Attributes:
        zone: the zone of that clock.
        week: opening hours by weekday, Monday 0 to Sunday 6; a missing weekday is closed.
        holidays: dates that are closed.
        yearly: own hours by (month, day), before holidays; none means closed (a patron saint).
        exceptions: own hours by date, before all others; none means closed.

    Raises:
        ValueError: an interval does not open before it closes, or a weekday does not exist.
    """

    zone: ZoneInfo
    week: Mapping[int, tuple[Interval, ...]]
    holidays: Container[date] = frozenset()
    yearly: Mapping[tuple[int, int], tuple[Interval, ...]] = field(default_factory=dict)
    exceptions: Mapping[date, tuple[Interval, ...]] = field(default_factory=dict)
    _years: dict[int, OpenSpans] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for weekday in self.week:
            if weekday not in range(7):
                raise ValueError(f"weekday {weekday}: Monday is 0 and Sunday is 6")
        for name in ("week", "yearly", "exceptions"):
            days = getattr(self, name)
            object.__setattr__(self, name, {day: _in_order(hours) for day, hours in days.items()})

    def hours_on(self, day: date) -> tuple[Interval, ...]:
        """The opening hours of one local date, ascending and not overlapping."""
        if day in self.exceptions:
            return self.exceptions[day]
        if (day.month, day.day) in self.yearly:
            return self.yearly[day.month, day.day]
        if day in self.holidays:
            return ()
        return self.week.get(day.weekday(), ())

    def open_in(self, year: int) -> OpenSpans:
        """The open spans of one UTC year, computed once."""
        if year not in self._years:
            self._years[year] = open_spans(year, self.zone, self.hours_on)
        return self._years[year]

    def years_from(self, year: int) -> Iterator[OpenSpans]:
        """The open spans of this and the following years, without end.

        Raises:
            NoWorkingTime: more than ten years in a row are closed, or the calendar of computers ends.
        """
        empty = 0
        for following in range(year, LAST_YEAR + 1):
            spans = self.open_in(following)
            empty = 0 if spans.total else empty + 1
            if empty > MOST_EMPTY_YEARS:
                break
            yield spans
        raise NoWorkingTime(f"this calendar has no working time after {year}")


def add_business_time(start: datetime, length: timedelta, calendar: WorkingTime) -> datetime:
    """The earliest moment, in UTC, by which `length` of open time has passed since `start`.

    Raises:
        NoWorkingTime: the calendar never has that much.
        ValueError: `length` is negative or `start` has no zone.
    """
    start = _utc(start)
    if length < timedelta(0):
        raise ValueError("a promise cannot be negative")
    if not length:
        return start
    years = calendar.years_from(start.year)
    spans = next(years)
    missing = length // MICROSECOND + spans.open_until(instant(start))
    while missing > spans.total:
        missing -= spans.total
        spans = next(years)
    return moment(spans.reached(missing))


def business_elapsed(start: datetime, end: datetime, calendar: WorkingTime) -> timedelta:
    """The open time between two moments; negative, as in `end - start`, when `end` is the earlier one.

    Raises:
        ValueError: a moment has no zone.
    """
    start, end = _utc(start), _utc(end)
    if end < start:
        return -business_elapsed(end, start, calendar)
    elapsed = calendar.open_in(end.year).open_until(instant(end))
    elapsed -= calendar.open_in(start.year).open_until(instant(start))
    elapsed += sum(calendar.open_in(year).total for year in range(start.year, end.year))
    return timedelta(microseconds=elapsed)


def end_of_business_day(start: datetime, days: int, calendar: WorkingTime) -> datetime:
    """The moment, in UTC, at which the `days`-th working day after the local date of `start` closes.

    A ticket of Friday with three business days is due when Wednesday closes.

    Raises:
        NoWorkingTime: there are not so many working days.
        ValueError: `days` is less than one or `start` has no zone.
    """
    start = _utc(start)
    if days < 1:
        raise ValueError("a promise in business days is at least one day long")
    day, counted, due = start.astimezone(calendar.zone).date(), 0, start
    for opens, closes in _spans_after(start, calendar):
        local = moment(opens).astimezone(calendar.zone).date()
        if local > day and counted == days:
            return due
        if local > day:
            day, counted = local, counted + 1
        due = moment(closes)
    if counted < days:
        raise NoWorkingTime(f"this calendar has no {days} working days after {start.date()}")
    return due


def _spans_after(start: datetime, calendar: WorkingTime) -> Iterator[tuple[int, int]]:
    since = instant(start)
    try:
        for spans in calendar.years_from(start.year):
            yield from spans.after(since)
    except NoWorkingTime:
        return


def _in_order(hours: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """The same hours, ascending, overlapping ones joined."""
    joined: list[Interval] = []
    for opens, closes in sorted(hours):
        if closes != time.min and closes <= opens:
            raise ValueError(f"hours from {opens:%H:%M} to {closes:%H:%M}: they must open before they close")
        if joined and (joined[-1][1] == time.min or opens <= joined[-1][1]):
            last_opens, last_closes = joined[-1]
            endless = time.min in (last_closes, closes)
            joined[-1] = (last_opens, time.min if endless else max(last_closes, closes))
        else:
            joined.append((opens, closes))
    return tuple(joined)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)
