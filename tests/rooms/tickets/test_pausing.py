"""A pause makes holes in a calendar: nothing is lost of what was left, nothing is earlier, nothing late is forgiven."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.calendars.working_time import WorkingTime, add_business_time, business_elapsed
from cxloop.tickets.pausing import due_after, moved, paused_between, postponed, running_between

ROME = ZoneInfo("Europe/Rome")
OFFICE = WorkingTime(ROME, {day: ((time(9), time(13)), (time(14), time(18))) for day in range(5)})
MINUTE = timedelta(minutes=1)
START = datetime(2026, 3, 23, 8, tzinfo=UTC)
"""A Monday; the clocks change on the Sunday after."""


def rome(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=ROME)


def test_what_was_left_when_it_began_is_left_when_it_ends():
    due = add_business_time(rome(23, 9), timedelta(hours=8), OFFICE)
    assert due == rome(23, 18)
    assert moved(due, (rome(23, 12), rome(24, 16)), OFFICE) == rome(
        25, 12
    )  # 5 h left: two on Tuesday, three on Wednesday


def test_what_was_late_when_it_began_stays_late():
    assert moved(rome(23, 11), (rome(23, 12), rome(27, 12)), OFFICE) == rome(23, 11)


def test_a_pause_of_a_weekend_moves_nothing():
    due = rome(23, 10)
    assert moved(due, (rome(21, 10), rome(22, 10)), OFFICE) == due


spans = st.lists(
    st.tuples(st.integers(0, 4_000), st.integers(1, 3_000)), max_size=4,
)  # fmt: skip


@st.composite
def lives(draw):
    """A promise and some pauses of it, in their order, none over another."""
    at, found = 0, []
    for gap, length in draw(spans):
        began = at + gap
        found.append((START + began * MINUTE, START + (began + length) * MINUTE))
        at = began + length
    return draw(st.integers(1, 1_500)) * MINUTE, found


def naive(length: timedelta, paused) -> datetime:
    """Minute by minute, as one would with a pencil."""
    at, missing = START, length // MINUTE
    while missing:
        local = at.astimezone(ROME)
        is_open = local.weekday() < 5 and (9 <= local.hour < 13 or 14 <= local.hour < 18)
        missing -= is_open and not any(began <= at < ended for began, ended in paused)
        at += MINUTE
    return at


@given(lives())
def test_a_pencil_counts_the_same(life):
    length, paused = life
    assert due_after(START, length, paused, OFFICE) == naive(length, paused)


@given(lives())
def test_pauses_one_by_one_and_all_at_once_agree_and_never_come_earlier(life):
    length, paused = life
    due = first = add_business_time(START, length, OFFICE)
    for span in paused:
        later = moved(due, span, OFFICE)
        assert later >= due
        due = later
    assert due == postponed(START, first, paused, OFFICE)
    assert running_between(START, due, paused, OFFICE) == length
    whole = business_elapsed(START, due, OFFICE)
    assert whole == length + paused_between(START, due, paused, OFFICE)


@given(lives(), st.integers(1, 9_000))
def test_a_pause_that_ends_sooner_gives_back_what_was_not_used(life, sooner):
    """As a wait does that was to last until a moment and ends before."""
    length, paused = life
    if not paused:
        return
    (began, ended), before = (
        paused[-1],
        postponed(START, due_after(START, length, (), OFFICE), paused[:-1], OFFICE),
    )
    ends = max(began, ended - sooner * MINUTE)
    assert moved(before, (began, ends), OFFICE) == due_after(
        START, length, [*paused[:-1], (began, ends)], OFFICE
    )


@pytest.mark.parametrize(("began", "ended"), [(rome(24, 9), rome(24, 9)), (rome(24, 9), rome(23, 9))])
def test_a_pause_without_length_is_none(began, ended):
    assert moved(rome(25, 9), (began, ended), OFFICE) == rome(25, 9)
