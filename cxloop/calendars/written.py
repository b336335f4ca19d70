"""Hours and days as people write them: "9–13, 14–18", "24/12 9–13 Christmas Eve" (pure)."""

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

Minutes = tuple[int, int]
"""Opens and closes, in minutes of the day; 1440 is midnight at its end."""

DAY = 24 * 60
ANY_YEAR = 2000
"""The year under which days of every year are kept; a leap year."""
CLOSED = ("closed", "chiuso", "chiusa")
CLOSED_IN = {"en": "closed", "it": "chiuso"}
LONGEST_NAME = 80

_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?"
INTERVAL = re.compile(rf"\s*{_CLOCK}\s*(?:[-–—]|to|a)\s*{_CLOCK}\s*")
DATE = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}))?")
ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


class Unreadable(ValueError):
    """It is not written as hours or days are; `why` is a code of REASONS."""

    def __init__(self, why: str, text: str) -> None:
        super().__init__(text)
        self.why, self.text = why, text


@dataclass(frozen=True)
class OwnDay:
    """A day with hours of its own; none of them: closed."""

    on: date
    every_year: bool
    hours: tuple[Minutes, ...]
    name: str = ""

    @property
    def place(self) -> tuple[bool, date]:
        return not self.every_year, self.on


def read_hours(text: str) -> tuple[Minutes, ...]:
    """
    Raises:
        Unreadable: "hours", or "overlap" when two of them do.
    """
    if text.strip().casefold() in ("", *CLOSED):
        return ()
    found = [_interval(part) for part in re.split(r"[,;]", text)]
    if any(one is None for one in found):
        raise Unreadable("hours", text)
    return _apart([one for one in found if one], text)


def say_hours(hours: tuple[Minutes, ...]) -> str:
    """As `read_hours` reads it; empty when closed."""
    return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in hours)


def read_day(line: str) -> OwnDay:
    """A line: the day (with a year, or without for every year), "closed" or hours, and its name.

    Raises:
        Unreadable: "day", "hours" or "overlap".
    """
    when, _, rest = line.strip().partition(" ")
    on, every_year = _date(when, line)
    hours, name = _hours_and_name(rest.strip(), line)
    return OwnDay(on, every_year, hours, " ".join(name.split())[:LONGEST_NAME])


def say_day(day: OwnDay, language: str = "en") -> str:
    """As `read_day` reads it, in the words of any language."""
    when = f"{day.on:%d/%m}" if day.every_year else f"{day.on:%d/%m/%Y}"
    return f"{when} {say_hours(day.hours) or CLOSED_IN[language]} {day.name}".rstrip()


def _hours_and_name(text: str, line: str) -> tuple[tuple[Minutes, ...], str]:
    first, _, rest = text.partition(" ")
    if first.casefold().rstrip(",;:") in CLOSED:
        return (), rest
    hours: list[Minutes] = []
    while found := INTERVAL.match(text):
        hours.append(_minutes(found, line))
        text = text[found.end() :]
        if not text.startswith((",", ";")):
            break
        text = text[1:]
    return _apart(hours, line), text.strip()


def _date(when: str, line: str) -> tuple[date, bool]:
    try:
        if found := ISO_DATE.fullmatch(when):
            return date(*map(int, found.groups())), False
        if found := DATE.fullmatch(when):
            day, month, year = found.groups()
            return date(int(year or ANY_YEAR), int(month), int(day)), year is None
    except ValueError:
        pass
    raise Unreadable("day", line)


def _interval(part: str) -> Minutes | None:
    found = INTERVAL.fullmatch(part)
    return _minutes(found, part) if found else None


def _minutes(found: re.Match[str], text: str) -> Minutes:
    opens_hour, opens_minute, closes_hour, closes_minute = (int(one or 0) for one in found.groups())
    opens, closes = opens_hour * 60 + opens_minute, closes_hour * 60 + closes_minute or DAY
    if max(opens_minute, closes_minute) > 59 or not 0 <= opens < closes <= DAY:
        raise Unreadable("hours", text)
    return opens, closes


def _apart(hours: list[Minutes], text: str) -> tuple[Minutes, ...]:
    hours.sort()
    if any(closes > following for (_, closes), (following, _) in pairwise(hours)):
        raise Unreadable("overlap", text)
    return tuple(hours)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
