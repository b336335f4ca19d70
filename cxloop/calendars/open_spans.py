"""One year of open time, as spans of UTC instants (pure).

Nothing is added to a local time across an offset change: the year is cut where the zone changes its offset,
and inside each piece the wall clock and UTC differ by a constant. So the team is open exactly when the clock
on its wall shows an opening hour: an hour that a change skips is nobody's, one that it repeats is worked twice.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

Interval = tuple[time, time]
"""Opens, closes. Closing at `time.min` means midnight at the end of the day."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
DAY = 86_400 * SECOND


def instant(moment: datetime) -> int:
    """Microseconds since 1970 of an aware moment."""
    return (moment - EPOCH) // MICROSECOND


def moment(instant: int) -> datetime:
    """The aware UTC moment of an `instant`."""
    return EPOCH + timedelta(microseconds=instant)


@dataclass(frozen=True, slots=True)
class OpenSpans:
    """Disjoint, ascending spans `[opens, closes)`, microseconds since 1970, and the open time before each."""

    opens: list[int]
    closes: list[int]
    before: list[int]
    total: int

    def after(self, instant: int) -> Iterator[tuple[int, int]]:
        """The spans that close after `instant`."""
        at = bisect_right(self.closes, instant)
        return zip(self.opens[at:], self.closes[at:], strict=True)

    def open_until(self, instant: int) -> int:
        """Open microseconds of this year before `instant`."""
        at = bisect_right(self.opens, instant) - 1
        if at < 0:
            return 0
        return self.before[at] + min(instant, self.closes[at]) - self.opens[at]

    def reached(self, length: int) -> int:
        """The earliest instant by which `length` open microseconds have passed; `0 < length <= total`."""
        at = bisect_left(self.before, length) - 1
        return self.opens[at] + length - self.before[at]


def open_spans(year: int, zone: ZoneInfo, hours_on: Callable[[date], Iterable[Interval]]) -> OpenSpans:
    """The open time of one UTC year; `hours_on` a local date are ascending and do not overlap."""
    opens: list[int] = []
    closes: list[int] = []
    before: list[int] = []
    total = 0
    for start, end, offset in _constant_offsets(year, zone):
        first, last = (start + offset) // DAY, (end + offset - 1) // DAY
        for day in range(first, last + 1):
            midnight = day * DAY - offset
            for opens_at, closes_at in hours_on(date.fromordinal(day + EPOCH.toordinal())):
                from_ = max(start, midnight + _of_day(opens_at))
                until = min(end, midnight + (_of_day(closes_at) or DAY))
                if from_ < until:
                    opens.append(from_)
                    closes.append(until)
                    before.append(total)
                    total += until - from_
    return OpenSpans(opens, closes, before, total)


def _of_day(clock: time) -> int:
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * SECOND + clock.microsecond


@lru_cache(maxsize=1024)
def _constant_offsets(year: int, zone: ZoneInfo) -> tuple[tuple[int, int, int], ...]:
    """The pieces `(start, end, offset)` of a UTC year in which the zone's offset does not change."""
    pieces = []
    start = at = instant(datetime(year, 1, 1, tzinfo=UTC))
    end = instant(datetime(year, 12, 31, tzinfo=UTC)) + DAY
    offset = _offset(at, zone)
    while at < end:
        probe = min(at + DAY, end)  # no zone changes its offset and back within a day
        if _offset(probe, zone) != offset:
            change = _change(at, probe, zone)
            pieces.append((start, change, offset))
            start, offset = change, _offset(change, zone)
        at = probe
    return (*pieces, (start, end, offset))


def _change(before: int, after: int, zone: ZoneInfo) -> int:
    """The instant, on a whole second, at which the offset of `before` ends."""
    offset = _offset(before, zone)
    while after - before > SECOND:
        middle = (before + after) // (2 * SECOND) * SECOND
        if _offset(middle, zone) == offset:
            before = middle
        else:
            after = middle
    return after


def _offset(instant: int, zone: ZoneInfo) -> int:
    offset = moment(instant).astimezone(zone).utcoffset()
    assert offset is not None  # noqa: S101 - a ZoneInfo always knows
    return offset // MICROSECOND
