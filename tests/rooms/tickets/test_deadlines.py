"""The two deadlines of a ticket."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.calendars.working_time import WorkingTime, add_business_time, business_elapsed
from cxloop.tickets.deadlines import Deadlines, Promise, deadlines_for

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


@given(moments, st.timedeltas(timedelta(minutes=1), timedelta(days=9)))
def test_at_the_start_all_that_was_promised_is_left(received: datetime, within: timedelta) -> None:
    due = deadlines_for(received, Promise(within, 2 * within), OFFICE)
    assert business_elapsed(received, due.first_contact_due_at, OFFICE) == within
    assert due.resolution_due_at == add_business_time(due.first_contact_due_at, within, OFFICE)
