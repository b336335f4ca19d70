"""What is true of business time whatever the zone, the hours and the moment."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given

from cxloop.calendars.working_time import (
    WorkingTime,
    add_business_time,
    business_elapsed,
    end_of_business_day,
)
from tests.rooms.calendars.strategies import calendars, lengths, moments, spans
from tests.rooms.calendars.wall_clock import QUARTER, WallClock, is_open

MICROSECOND = timedelta(microseconds=1)
NOTHING = timedelta(0)
DAY = timedelta(days=1)


@given(calendars(), moments, lengths)
def test_a_promise_falls_due_when_its_whole_length_has_passed(
    calendar: WorkingTime, start: datetime, length: timedelta
) -> None:
    due = add_business_time(start, length, calendar)
    assert business_elapsed(start, due, calendar) == length


@given(calendars(), moments, lengths)
def test_a_microsecond_before_it_is_due_the_length_has_not_passed(
    calendar: WorkingTime, start: datetime, length: timedelta
) -> None:
    due = add_business_time(start, length, calendar)
    assert business_elapsed(start, due - MICROSECOND, calendar) == length - MICROSECOND


@given(calendars(), moments, lengths)
def test_a_promise_never_falls_due_while_the_team_is_away(
    calendar: WorkingTime, start: datetime, length: timedelta
) -> None:
    due = add_business_time(start, length, calendar)
    assert is_open(due - MICROSECOND, calendar)


@given(calendars(), moments, lengths)
def test_business_time_is_never_shorter_than_time_on_the_wall(
    calendar: WorkingTime, start: datetime, length: timedelta
) -> None:
    assert add_business_time(start, length, calendar) - start >= length


@given(calendars(), moments, spans)
def test_elapsed_time_is_what_the_clock_on_the_wall_shows(
    calendar: WorkingTime, start: datetime, span: timedelta
) -> None:
    first = start.replace(minute=0, second=0, microsecond=0)
    wall = WallClock(first, start + span + QUARTER, calendar)
    assert business_elapsed(start, start + span, calendar) == wall.elapsed(start, start + span)


@given(calendars(), moments, spans)
def test_what_has_passed_is_due_by_now(calendar: WorkingTime, start: datetime, span: timedelta) -> None:
    end = start + span
    due = add_business_time(start, business_elapsed(start, end, calendar), calendar)
    assert due <= end
    assert business_elapsed(due, end, calendar) == NOTHING
    if is_open(end, calendar):
        assert due == end or business_elapsed(start, end, calendar) == NOTHING or not is_open(due, calendar)
    if is_open(end - MICROSECOND, calendar) and span:
        assert due == end


@given(calendars(), moments, spans, lengths)
def test_a_later_start_is_never_due_earlier(
    calendar: WorkingTime, start: datetime, span: timedelta, length: timedelta
) -> None:
    assert add_business_time(start, length, calendar) <= add_business_time(start + span, length, calendar)


@given(calendars(), moments, lengths, lengths)
def test_two_promises_in_a_row_are_one_long_promise(
    calendar: WorkingTime, start: datetime, first: timedelta, second: timedelta
) -> None:
    in_a_row = add_business_time(add_business_time(start, first, calendar), second, calendar)
    assert in_a_row == add_business_time(start, first + second, calendar)


@given(calendars(), moments, moments, moments)
def test_elapsed_time_adds_up_in_any_order(
    calendar: WorkingTime, one: datetime, two: datetime, three: datetime
) -> None:
    by_way_of_two = business_elapsed(one, two, calendar) + business_elapsed(two, three, calendar)
    assert by_way_of_two == business_elapsed(one, three, calendar)


@given(calendars(), moments, lengths)
def test_no_time_at_all_is_due_at_once(calendar: WorkingTime, start: datetime, length: timedelta) -> None:
    assert add_business_time(start, NOTHING, calendar) == start
    assert business_elapsed(start, start, calendar) == NOTHING


@given(calendars(), moments, lengths)
def test_a_day_off_never_brings_a_deadline_forward(
    calendar: WorkingTime, start: datetime, length: timedelta
) -> None:
    due = add_business_time(start, length, calendar)
    day_off = replace(calendar, exceptions={**calendar.exceptions, due.astimezone(calendar.zone).date(): ()})
    assert add_business_time(start, length, day_off) >= due


@given(calendars(), moments)
def test_the_end_of_a_business_day_is_when_a_later_local_day_closes(
    calendar: WorkingTime, start: datetime
) -> None:
    due = end_of_business_day(start, 1, calendar)
    today = start.astimezone(calendar.zone).date()
    day = (due - MICROSECOND).astimezone(calendar.zone).date()
    wall = WallClock(start.replace(minute=0, second=0, microsecond=0), due + 2 * DAY, calendar)
    worked = [
        (local.date(), wall.start + (number + 1) * QUARTER)
        for number, local in enumerate(wall.local)
        if wall.open[number] and local.date() > today
    ]
    assert day == min(worked)[0]
    assert due == max(until for date, until in worked if date == day)


@given(calendars(), moments)
def test_more_business_days_are_one_day_after_another(calendar: WorkingTime, start: datetime) -> None:
    since = start
    for days in range(1, 5):
        one_more = end_of_business_day(since, 1, calendar)
        assert end_of_business_day(start, days, calendar) == one_more
        since = one_more - MICROSECOND
