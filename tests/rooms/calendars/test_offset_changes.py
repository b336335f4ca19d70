"""Deadlines around every change of every zone's offset: none early, none late, none out of order.

The everyday suite takes the zones with the oddest changes; the campaign takes all of them (C26, G22).
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from cxloop.calendars.working_time import WorkingTime, add_business_time, business_elapsed
from tests.rooms.calendars.wall_clock import NOTHING, QUARTER, WallClock, is_open, offset_changes

ODD_ZONES = (
    "Europe/Rome",
    "America/New_York",
    "America/Santiago",  # at midnight, on the way from 24:00
    "America/Asuncion",  # gives up changing in 2024
    "America/Nuuk",  # in the evening before
    "Africa/Cairo",
    "Africa/Casablanca",  # for Ramadan
    "Antarctica/Troll",  # by two hours
    "Asia/Almaty",  # another offset for good, at midnight
    "Asia/Beirut",
    "Asia/Gaza",  # for Ramadan, besides summer
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Chatham",  # at a quarter to three
)
FIRST_YEAR, LAST_YEAR = 2024, 2030
DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
LENGTHS = [timedelta(hours=hours) for hours in (0.25, 1, 4, 8.5, 26)]
STARTS = [number * timedelta(minutes=70, seconds=7) for number in range(-25, 10)]


def calendars_of(zone: ZoneInfo) -> Iterable[WorkingTime]:
    """Office hours, lunch, the night itself, shifts that end inside the changed hour, and around the clock."""
    every_day = range(7)
    yield WorkingTime(zone, dict.fromkeys(range(5), ((time(9), time(17)),)))
    yield WorkingTime(zone, dict.fromkeys(range(6), ((time(8, 30), time(13)), (time(14, 30), time(18)))))
    yield WorkingTime(zone, dict.fromkeys(every_day, ((time.min, time(6)), (time(22), time.min))))
    yield WorkingTime(
        zone, dict.fromkeys(every_day, ((time(0, 30), time(2, 15)), (time(2, 45), time(23, 30))))
    )
    yield WorkingTime(zone, dict.fromkeys(every_day, ((time.min, time.min),)))


def check_deadlines_around(change: datetime, calendar: WorkingTime) -> int:
    """The number of deadlines found right."""
    wall = WallClock(change - 3 * DAY, change + 12 * DAY, calendar)
    right = 0
    for length in LENGTHS:
        earlier = change - 3 * DAY
        for start in (change + apart for apart in STARTS):
            due = add_business_time(start, length, calendar)
            assert wall.elapsed(start, due) == length, (calendar, start, length, due)
            assert is_open(due - MICROSECOND, calendar), (calendar, start, length, due)
            assert business_elapsed(start, due, calendar) == length, (calendar, start, length, due)
            assert due >= earlier, (calendar, start, length, due)
            earlier = due
            right += 1
    return right


def check_zone(name: str) -> tuple[int, int]:
    """The numbers of changes and of deadlines."""
    zone = ZoneInfo(name)
    changes = offset_changes(zone, FIRST_YEAR, LAST_YEAR)
    calendars = list(calendars_of(zone))
    for change in changes:
        assert change.timestamp() % QUARTER.total_seconds() == 0
        offset = change.astimezone(zone).utcoffset()
        assert offset is not None
        assert offset % QUARTER == NOTHING
    return len(changes), sum(
        check_deadlines_around(change, calendar) for change in changes for calendar in calendars
    )


@pytest.mark.parametrize("name", ODD_ZONES)
def test_deadlines_are_right_around_the_oddest_changes(name: str) -> None:
    zone = ZoneInfo(name)
    spring_and_autumn = offset_changes(zone, FIRST_YEAR, FIRST_YEAR)
    assert spring_and_autumn
    for change in spring_and_autumn:
        for calendar in calendars_of(zone):
            assert check_deadlines_around(change, calendar) == len(LENGTHS) * len(STARTS)


@pytest.mark.campaign
@pytest.mark.timeout(1800)
def test_deadlines_are_right_around_every_change_of_every_zone() -> None:
    checked = [check_zone(name) for name in sorted(available_timezones())]
    changes, deadlines = map(sum, zip(*checked, strict=True))
    # This figure is what the campaign was run for.
    print(f"{len(checked)} zones, {changes} offset changes, {deadlines} deadlines: none early")  # noqa: T201
    assert len(checked) > 400
    assert changes > 1000
