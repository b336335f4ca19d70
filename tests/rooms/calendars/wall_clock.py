"""Another way to count working time: look at the clock on the wall every quarter of an hour.

Slow and simple, so that it can be believed. It is exact where opening hours, offsets and offset changes are whole
quarters, as they all are since 2024.
"""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from cxloop.calendars.working_time import WorkingTime

QUARTER = timedelta(minutes=15)
NOTHING = timedelta(0)


def is_open(moment: datetime, calendar: WorkingTime) -> bool:
    """Whether the clock on the wall shows an opening hour."""
    return _shows_opening_hour(moment.astimezone(calendar.zone), calendar)


def _shows_opening_hour(local: datetime, calendar: WorkingTime) -> bool:
    return any(
        opens <= local.time() and (closes == time.min or local.time() < closes)
        for opens, closes in calendar.hours_on(local.date())
    )


@lru_cache(maxsize=4)
def _local_quarters(start: datetime, end: datetime, zone: ZoneInfo) -> list[datetime]:
    """Each quarter from `start`, as the clock on the wall shows it, until `end` is passed."""
    return [(start + number * QUARTER).astimezone(zone) for number in range(-((start - end) // QUARTER))]


class WallClock:
    """All quarters of a window, seen once."""

    def __init__(self, start: datetime, end: datetime, calendar: WorkingTime) -> None:
        self.start = start
        self.local = _local_quarters(start, end, calendar.zone)
        self.open = [_shows_opening_hour(local, calendar) for local in self.local]
        self.before = [0, *accumulate(self.open)]

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        return self._until(end) - self._until(start)

    def _until(self, moment: datetime) -> timedelta:
        quarter, rest = divmod(moment - self.start, QUARTER)
        if quarter == len(self.open):
            return self.before[quarter] * QUARTER
        return self.before[quarter] * QUARTER + (rest if self.open[quarter] else NOTHING)


def offset_changes(zone: ZoneInfo, first_year: int, last_year: int) -> list[datetime]:
    """Every moment, found by asking every six hours and then each quarter, at which the zone's offset changes."""
    changes = []
    moment = datetime(first_year, 1, 1, tzinfo=UTC)
    offset = moment.astimezone(zone).utcoffset()
    while moment.year <= last_year:
        following = moment + 24 * QUARTER
        if following.astimezone(zone).utcoffset() != offset:
            quarters = (moment + number * QUARTER for number in range(1, 25))
            changes.append(next(at for at in quarters if at.astimezone(zone).utcoffset() != offset))
            offset = following.astimezone(zone).utcoffset()
        moment = following
    return changes
