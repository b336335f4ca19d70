"""The next twelve months of a calendar, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_day_names
from flask_babel import gettext as _

from cxloop.calendars.holidays import public_holidays
from cxloop.calendars.open_spans import Interval
from cxloop.calendars.working_time import WorkingTime
from cxloop.calendars.written import read_day
from cxloop.settings.part import Values
from cxloop.settings.parts.calendar import working_time

MONTHS = 12


@dataclass(frozen=True)
class Day:
    """`kind`: open or off as every week; closed, short or more where that day differs."""

    number: int
    kind: str
    is_today: bool


@dataclass(frozen=True)
class Month:
    name: str
    weeks: Sequence[Sequence[Day | None]]
    told: Sequence[tuple[str, str]]
    """Kind and sentence of each day that differs from its weekday."""


@dataclass(frozen=True)
class Year:
    weekdays: Sequence[tuple[str, str]]
    """Short and long."""
    months: Sequence[Month]


def twelve_months(values: Values, at: datetime, language: str) -> Year | None:
    """From the present month on, on the calendar's own days; None while it has no zone yet."""
    if not values.get("time_zone"):
        return None
    hours, today = working_time(values), at.astimezone(ZoneInfo(values["time_zone"])).date()
    first, months = today.replace(day=1), []
    for _number in range(MONTHS):
        following = (first + timedelta(days=31)).replace(day=1)
        months.append(_month(values, hours, first, following, today, language))
        first = following
    short, long = (get_day_names(width, locale=language) for width in ("abbreviated", "wide"))
    return Year([(short[day], long[day]) for day in range(7)], months)


def _month(
    values: Values, hours: WorkingTime, first: date, following: date, today: date, language: str
) -> Month:
    days = [first + timedelta(days=more) for more in range((following - first).days)]
    kinds = {day: _kind(hours, day) for day in days}
    cells = [None] * first.weekday() + [Day(day.day, kinds[day], day == today) for day in days]
    cells += [None] * (-len(cells) % 7)
    names = _names(values, first.year, language)
    told = [
        (kinds[day], _told(hours, day, names, language))
        for day in days
        if kinds[day] not in ("open", "off") or (day in names and kinds[day] == "off")
    ]
    weeks = [cells[place : place + 7] for place in range(0, len(cells), 7)]
    return Month(format_date(first, "LLLL y", locale=language), weeks, told)


def _kind(hours: WorkingTime, day: date) -> str:
    own, usual = hours.hours_on(day), hours.week.get(day.weekday(), ())
    if _length(own) == _length(usual):
        return "open" if own else "off"
    if not own:
        return "closed"
    return "short" if _length(own) < _length(usual) else "more"


def _told(hours: WorkingTime, day: date, names: dict[date, str], language: str) -> str:
    open_at = ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in hours.hours_on(day))
    when = format_date(day, "EEE d", locale=language)
    name = names.get(day, "")
    return f"{when}: {', '.join(filter(None, (name, open_at or str(_('closed')))))}"


def _names(values: Values, year: int, language: str) -> dict[date, str]:
    found = (
        dict(public_holidays(values["country"], values.get("region") or "", year, language))
        if values.get("country")
        else {}
    )
    for own in map(read_day, values["days"]):
        try:
            found[own.on.replace(year=year) if own.every_year else own.on] = own.name
        except ValueError:  # 29 February of a year that has none
            continue
    return found


def _length(hours: Sequence[Interval]) -> int:
    return sum(
        ((closes.hour * 60 + closes.minute) or 1440) - opens.hour * 60 - opens.minute
        for opens, closes in hours
    )
