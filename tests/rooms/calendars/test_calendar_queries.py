"""Calendars as the database keeps them, and the working time they become."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, NoResultFound

from cxloop.calendars.models import Calendar, CalendarDay, CalendarHours
from cxloop.calendars.queries import default_calendar, working_time_of
from cxloop.calendars.working_time import add_business_time
from cxloop.database import db
from cxloop.people.company import Company

ROME = ZoneInfo("Europe/Rome")
pytestmark = pytest.mark.usefixtures("app")


def kept(**more: Any) -> Calendar:
    calendar = Calendar(
        **{"key": "bari", "name": "Bari", "time_zone": "Europe/Rome", "country": "IT", **more}
    )
    db.session.add(calendar)
    db.session.flush()
    return calendar


def open_from(weekday: int, opens: int, closes: int) -> CalendarHours:
    return CalendarHours(weekday=weekday, opens_at=opens * 60, closes_at=closes * 60)


def test_a_database_without_a_calendar_gets_office_hours_in_the_configured_zone() -> None:
    made = default_calendar(db.session)
    working = working_time_of(db.session, made.id)
    assert (made.time_zone, made.country) == ("Europe/Rome", "IT")
    assert working.hours_on(date(2026, 3, 6)) == ((time(9), time(13)), (time(14), time(18)))
    assert working.hours_on(date(2026, 3, 7)) == ()
    assert working.hours_on(date(2026, 4, 6)) == ()


def test_the_default_calendar_is_made_once_and_on_the_clock_the_company_chose() -> None:
    db.session.add(Company(time_zone="Asia/Tokyo", changed_at=datetime(2026, 3, 6, tzinfo=UTC)))
    made = default_calendar(db.session)
    assert default_calendar(db.session) is made
    assert made.time_zone == "Asia/Tokyo"
    assert db.session.scalar(select(func.count()).select_from(Calendar)) == 1


def test_the_oldest_calendar_is_the_default() -> None:
    first = kept()
    kept(key="milan", name="Milan")
    assert default_calendar(db.session) is first


def test_a_promise_is_kept_in_the_hours_of_the_database() -> None:
    calendar = default_calendar(db.session)
    friday = datetime(2026, 3, 6, 17, 30, tzinfo=ROME)
    due = add_business_time(friday, timedelta(hours=1), working_time_of(db.session, calendar.id))
    assert due == datetime(2026, 3, 9, 9, 30, tzinfo=ROME).astimezone(UTC)


def test_closed_half_extra_and_yearly_days_are_read() -> None:
    monday, tuesday, saturday = date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 14)
    calendar = kept(
        hours=[open_from(weekday, 9, 17) for weekday in range(5)],
        days=[
            CalendarDay(on=monday, name="Stocktaking"),
            CalendarDay(on=tuesday, opens_at=9 * 60, closes_at=12 * 60 + 30),
            CalendarDay(on=saturday, opens_at=14 * 60, closes_at=24 * 60),
            CalendarDay(on=saturday, opens_at=10 * 60, closes_at=12 * 60),
            CalendarDay(on=date(2026, 5, 8), name="Saint Nicholas", every_year=True),
        ],
    )
    working = working_time_of(db.session, calendar.id)
    assert calendar.days[0].is_closed
    assert not calendar.days[1].is_closed
    assert working.hours_on(monday) == ()
    assert working.hours_on(tuesday) == ((time(9), time(12, 30)),)
    assert working.hours_on(saturday) == ((time(10), time(12)), (time(14), time.min))
    assert working.hours_on(date(2029, 5, 8)) == ()
    assert working.hours_on(date(2027, 3, 9)) == ((time(9), time(17)),)


def test_a_province_brings_its_patron_saint() -> None:
    calendar = kept(subdivision="MI", hours=[open_from(weekday, 9, 17) for weekday in range(5)])
    assert working_time_of(db.session, calendar.id).hours_on(date(2026, 12, 7)) == ()


def test_equal_calendars_share_what_was_computed_and_a_changed_one_does_not() -> None:
    calendar = kept(hours=[open_from(0, 9, 17)])
    before = working_time_of(db.session, calendar.id)
    assert working_time_of(db.session, calendar.id) is before
    calendar.hours.append(open_from(1, 9, 17))
    assert working_time_of(db.session, calendar.id).hours_on(date(2026, 3, 10)) == ((time(9), time(17)),)


def test_a_calendar_that_does_not_exist_is_said_so() -> None:
    with pytest.raises(NoResultFound):
        working_time_of(db.session, 4711)


@pytest.mark.both_engines
@pytest.mark.parametrize(("opens", "closes"), [(17, 9), (9, 9), (-1, 9), (9, 25)])
def test_impossible_hours_are_not_kept(opens: int, closes: int) -> None:
    with pytest.raises(IntegrityError):
        kept(hours=[open_from(0, opens, closes)])


@pytest.mark.both_engines
@pytest.mark.parametrize("weekday", [-1, 7])
def test_an_impossible_weekday_is_not_kept(weekday: int) -> None:
    with pytest.raises(IntegrityError):
        kept(hours=[open_from(weekday, 9, 17)])


@pytest.mark.both_engines
@pytest.mark.parametrize("half", [{"opens_at": 60}, {"closes_at": 60}, {"opens_at": 60, "closes_at": 60}])
def test_half_an_interval_is_not_kept(half: dict[str, int]) -> None:
    with pytest.raises(IntegrityError):
        kept(days=[CalendarDay(on=date(2026, 3, 9), **half)])
