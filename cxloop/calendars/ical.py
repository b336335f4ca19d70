"""Closed days out of an iCalendar file (.ics), as people keep them elsewhere (pure)."""

from datetime import date, datetime, timedelta
from typing import Any

from cxloop.calendars.written import ANY_YEAR, LONGEST_NAME, OwnDay

MOST_DAYS = 400
LONGEST_EVENT = 60


class NoCalendarFile(ValueError):
    """It is no iCalendar file, or nothing in it is a whole day."""


def closed_days(content: bytes) -> list[OwnDay]:
    """Every whole day of the file, closed: several for an event of several days, every year where it says so.

    Events with hours are left out: an appointment closes no office.

    Raises:
        NoCalendarFile
    """
    from icalendar import Calendar  # slow to import, and few ever ask

    try:
        events = [
            event
            for calendar in Calendar.from_ical(content, multiple=True)
            for event in calendar.walk("VEVENT")
        ]
        found = {day.place: day for event in events for day in _days(event)}
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError) as error:
        raise NoCalendarFile(str(error)) from error
    if not found:
        raise NoCalendarFile("no whole day")
    return [found[place] for place in sorted(found)][:MOST_DAYS]


def _days(event: Any) -> list[OwnDay]:
    begins = event.get("DTSTART")
    first = begins.dt if begins is not None else None
    if not isinstance(first, date) or isinstance(first, datetime):
        return []
    ends = event.get("DTEND")
    after = ends.dt if ends is not None else first + timedelta(days=1)
    after = after.date() if isinstance(after, datetime) else after
    number = min(max(1, (after - first).days), LONGEST_EVENT)
    name = " ".join(str(event.get("SUMMARY", "")).split())[:LONGEST_NAME]
    rule = event.get("RRULE")
    every_year = (
        rule is not None and "YEARLY" in rule.get("FREQ", ()) and not {"BYDAY", "BYSETPOS"} & set(rule)
    )
    days = [first + timedelta(days=more) for more in range(number)]
    return [OwnDay(day.replace(year=ANY_YEAR) if every_year else day, every_year, (), name) for day in days]
