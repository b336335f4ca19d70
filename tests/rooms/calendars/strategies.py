"""Calendars, moments and lengths for Hypothesis; hours are whole quarters, moments and lengths are not."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

from cxloop.calendars.working_time import WorkingTime

ZONES = sorted(available_timezones())
FIRST, LAST = datetime(2024, 1, 1), datetime(2030, 11, 1)


def _clock(quarter: int) -> time:
    return time(quarter // 4 % 24, quarter % 4 * 15)


@st.composite
def hours(draw: st.DrawFn, fewest: int = 0) -> tuple[tuple[time, time], ...]:
    """Up to three intervals of one day, the latest first; they may touch midnight at both ends."""
    marks = sorted(draw(st.sets(st.integers(0, 96), min_size=2 * fewest, max_size=6)))
    pairs = [(_clock(opens), _clock(closes)) for opens, closes in zip(marks[::2], marks[1::2], strict=False)]
    return tuple(reversed(pairs))


@st.composite
def calendars(draw: st.DrawFn) -> WorkingTime:
    """A week with at least one opening, some holidays, some own days; in any zone of the world."""
    some, others = draw(hours(fewest=1)), draw(hours())
    short = draw(st.integers(0, 6))
    week = {weekday: some if weekday <= short else others for weekday in range(7)}
    days = st.dates(FIRST.date(), LAST.date())
    return WorkingTime(
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        week=week,
        holidays=draw(st.frozensets(days, max_size=4)),
        yearly=draw(st.dictionaries(st.tuples(st.integers(1, 12), st.integers(1, 28)), hours(), max_size=2)),
        exceptions=draw(st.dictionaries(days, hours(), max_size=3)),
    )


moments = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
spans = st.timedeltas(timedelta(0), timedelta(days=9))
lengths = st.timedeltas(timedelta(microseconds=1), timedelta(hours=60))
