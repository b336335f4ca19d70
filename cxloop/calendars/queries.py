"""Calendars out of the database."""

from collections.abc import Iterable, Sequence
from datetime import date, time
from functools import lru_cache
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Table, bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from cxloop.calendars.holidays import PublicHolidays
from cxloop.calendars.models import Calendar, CalendarDay, CalendarHours
from cxloop.calendars.open_spans import Interval
from cxloop.calendars.working_time import WorkingTime
from cxloop.database import company_zone, prepared

Day = TypeVar("Day")
Minutes = tuple[int, int]
Week = tuple[tuple[int, Minutes], ...]
Days = tuple[tuple[date, bool, Minutes | None], ...]

DEFAULT_NAME, DEFAULT_KEY = "Office hours", "office-hours"
OFFICE_DAYS = range(5)
OFFICE_HOURS: tuple[Minutes, ...] = ((9 * 60, 13 * 60), (14 * 60, 18 * 60))

_HOUR, _DAY = cast("Table", CalendarHours.__table__).c, cast("Table", CalendarDay.__table__).c
_HOURS = (
    select(_HOUR.weekday, _HOUR.opens_at, _HOUR.closes_at)
    .where(_HOUR.calendar_id == bindparam("calendar_id"))
    .order_by(_HOUR.id)
)
_DAYS = (
    select(_DAY.on, _DAY.every_year, _DAY.opens_at, _DAY.closes_at)
    .where(_DAY.calendar_id == bindparam("calendar_id"))
    .order_by(_DAY.id)
)


def working_time_of(session: Session, calendar_id: int) -> WorkingTime:
    """The working time of a calendar as it is now.

    Equal calendars share one object, so what it has computed is kept between requests.

    Raises:
        sqlalchemy.exc.NoResultFound: there is no such calendar.
    """
    calendar = session.get_one(Calendar, calendar_id)
    hours = prepared.ask(session, _HOURS, {"calendar_id": calendar_id})
    days = prepared.ask(session, _DAYS, {"calendar_id": calendar_id})
    return working_time(
        calendar.time_zone,
        calendar.country,
        calendar.subdivision,
        tuple((row.weekday, (row.opens_at, row.closes_at)) for row in hours),
        tuple((row.on, row.every_year, _minutes(row)) for row in days),
    )


def of_key(session: Session, key: str) -> Calendar | None:
    """Its newest version, put away or not."""
    chosen = select(Calendar).where(Calendar.key == key).order_by(Calendar.version.desc()).limit(1)
    return session.scalars(chosen).first()


def calendar_in_use(session: Session, key: str) -> int | None:
    """The id of the version in use; None when it was put away."""
    return session.scalar(select(Calendar.id).where(Calendar.key == key, Calendar.retired_at.is_(None)))


def newest(session: Session) -> Sequence[Calendar]:
    """Each calendar in its newest version, those in use first, in their order."""
    later = aliased(Calendar)
    chosen = select(Calendar).where(
        ~select(later.id).where(later.key == Calendar.key, later.version > Calendar.version).exists()
    )
    return session.scalars(
        chosen.order_by(Calendar.retired_at.is_not(None), Calendar.position, Calendar.id)
    ).all()


def default_calendar(session: Session) -> Calendar:
    """The first calendar; made if there is none: office hours on the company's clock, Italian holidays."""
    first = (
        select(Calendar)
        .where(Calendar.retired_at.is_(None))
        .order_by(Calendar.position, Calendar.id)
        .limit(1)
    )
    if found := session.scalar(first):
        return found
    zone = str(company_zone(session))
    made = Calendar(key=DEFAULT_KEY, name=DEFAULT_NAME, time_zone=zone, country="IT", subdivision="")
    made.hours = [
        CalendarHours(weekday=weekday, opens_at=opens, closes_at=closes)
        for weekday in OFFICE_DAYS
        for opens, closes in OFFICE_HOURS
    ]
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # another process was first; its key is unique
        return session.scalars(first).one()
    return made


@lru_cache(maxsize=256)
def working_time(zone: str, country: str, subdivision: str, week: Week, days: Days) -> WorkingTime:
    """The working time that is written so."""
    return WorkingTime(
        zone=ZoneInfo(zone),
        week=_by_day(week),
        holidays=PublicHolidays(country, subdivision),
        yearly=_by_day(((on.month, on.day), minutes) for on, every_year, minutes in days if every_year),
        exceptions=_by_day((on, minutes) for on, every_year, minutes in days if not every_year),
    )


def _by_day(rows: Iterable[tuple[Day, Minutes | None]]) -> dict[Day, tuple[Interval, ...]]:
    hours: dict[Day, tuple[Interval, ...]] = {}
    for day, minutes in rows:
        hours[day] = hours.get(day, ()) + (() if minutes is None else (_interval(minutes),))
    return hours


def _interval(minutes: Minutes) -> Interval:
    opens, closes = (time(minute // 60 % 24, minute % 60) for minute in minutes)
    return opens, closes


def _minutes(day: Row[Any]) -> Minutes | None:
    if day.opens_at is None or day.closes_at is None:
        return None
    return day.opens_at, day.closes_at
