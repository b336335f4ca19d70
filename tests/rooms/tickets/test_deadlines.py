"""The two deadlines of a ticket and the two clocks they are read on."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.calendars.working_time import WorkingTime, add_business_time
from cxloop.tickets.deadlines import Deadlines, Promise, TimeLeft, deadlines_for, next_due, time_left

ROME = ZoneInfo("Europe/Rome")
OFFICE = WorkingTime(ROME, dict.fromkeys(range(5), ((time(9), time(17)),)))
HOUR = timedelta(hours=1)
NOTHING = timedelta(0)
FRIDAY = datetime(2026, 3, 6, 16, 30, tzinfo=ROME).astimezone(UTC)
PROMISE = Promise(first_contact_within=HOUR, resolution_within=16 * HOUR)
promised = deadlines_for(FRIDAY, PROMISE, OFFICE)

moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


def rome(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=ROME)


def test_both_promises_run_from_the_moment_the_answer_was_received() -> None:
    assert promised == Deadlines(first_contact_due_at=rome(9, 9, 30), resolution_due_at=rome(10, 16, 30))


@pytest.mark.parametrize("broken", [(NOTHING, HOUR), (HOUR, NOTHING), (-HOUR, HOUR), (HOUR, -HOUR)])
def test_a_promise_must_allow_some_time(broken: tuple[timedelta, timedelta]) -> None:
    with pytest.raises(ValueError, match="some time"):
        Promise(*broken)


def test_the_first_contact_is_due_first() -> None:
    assert next_due(promised, reached=False, resolved=False) == promised.first_contact_due_at


def test_once_the_customer_is_reached_the_resolution_is_due() -> None:
    assert next_due(promised, reached=True, resolved=False) == promised.resolution_due_at


def test_a_ticket_resolved_without_reaching_the_customer_still_owes_the_contact() -> None:
    assert next_due(promised, reached=False, resolved=True) == promised.first_contact_due_at


def test_nothing_is_due_when_both_promises_are_kept_or_the_ticket_is_closed() -> None:
    assert next_due(promised, reached=True, resolved=True) is None
    assert next_due(promised, reached=False, resolved=False, closed=True) is None


def test_a_resolution_promised_before_the_contact_is_due_first() -> None:
    hasty = deadlines_for(FRIDAY, Promise(first_contact_within=16 * HOUR, resolution_within=HOUR), OFFICE)
    assert next_due(hasty, reached=False, resolved=False) == hasty.resolution_due_at


def test_over_a_weekend_the_customer_waits_longer_than_the_staff_work() -> None:
    left = time_left(promised.first_contact_due_at, FRIDAY, OFFICE)
    assert left == TimeLeft(business=HOUR, wall=65 * HOUR)
    assert not left.is_late
    assert left.late_by == TimeLeft(NOTHING, NOTHING)


def test_a_promise_kept_on_the_dot_is_in_time() -> None:
    assert not time_left(promised.first_contact_due_at, promised.first_contact_due_at, OFFICE).is_late
    just_after = promised.first_contact_due_at + timedelta(microseconds=1)
    assert time_left(promised.first_contact_due_at, just_after, OFFICE).is_late


def test_a_promise_broken_at_closing_time_is_late_all_night_for_the_customer_only() -> None:
    left = time_left(rome(6, 17), rome(9, 9), OFFICE)
    assert left.is_late
    assert left.business == NOTHING
    assert left.late_by == TimeLeft(business=NOTHING, wall=64 * HOUR)


def test_lateness_is_counted_on_both_clocks() -> None:
    assert time_left(rome(9, 9, 30), rome(10, 10, 30), OFFICE).late_by == TimeLeft(9 * HOUR, 25 * HOUR)


def test_a_clock_set_back_gives_more_time_and_no_failure() -> None:
    a_day_before = FRIDAY - timedelta(days=1)
    assert time_left(promised.first_contact_due_at, a_day_before, OFFICE).business == 9 * HOUR


@given(moments, moments)
def test_lateness_is_never_negative_and_the_clocks_never_disagree_about_it(
    due: datetime, at: datetime
) -> None:
    left = time_left(due, at, OFFICE)
    assert min(left.late_by.business, left.late_by.wall) >= NOTHING
    assert abs(left.business) <= abs(left.wall)
    assert left.is_late == (at > due)
    assert left.business == NOTHING or (left.business < NOTHING) == left.is_late


@given(moments, st.timedeltas(timedelta(minutes=1), timedelta(days=9)))
def test_at_the_start_all_that_was_promised_is_left(received: datetime, within: timedelta) -> None:
    due = deadlines_for(received, Promise(within, 2 * within), OFFICE)
    assert time_left(due.first_contact_due_at, received, OFFICE).business == within
    assert due.resolution_due_at == add_business_time(due.first_contact_due_at, within, OFFICE)
