"""Dates as exports write them, in Italian and English, read into aware UTC moments."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone

DAY_FIRST, MONTH_FIRST = "day", "month"
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
SPREADSHEET_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet's day numbers have no zone
SPREADSHEET_DAYS = (30_000, 75_000)
UNIX_SECONDS, UNIX_MILLISECONDS = 10, 13
LAST_CENTURY_FROM = 69

CLOCK = (
    r"(?:(?:\s*,\s*|[ T]\s*|\s+(?:alle|at|ore)\s+)(\d{1,2})[:.h](\d{2})"
    r"(?:[:.](\d{2})(?:[.,]\d{1,9})?)?\s*([ap]\.?\s?m\.?)?)?"
)
ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "eet": 2,
    "eest": 3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
"""Hours from UTC of the abbreviations that exports write; of those with two meanings, Google's."""
ABBREVIATED = "|".join(sorted(ZONES, key=len, reverse=True))
ZONE = rf"\s*((?:utc|gmt)?[+-]\d{{1,2}}:?(?:\d{{2}})?|{ABBREVIATED})?(?:\s\([^()]{{1,40}}\))?"
NUMERIC = re.compile(r"(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})" + CLOCK + ZONE, re.ASCII | re.IGNORECASE)
WEEKDAY = r"(?:[a-zì]{2,9}[,.]?\s+)?"
DAY_NAMED = re.compile(
    WEEKDAY
    + r"(\d{1,2})(?:°|º|st|nd|rd|th)?[\s-]+(?:of\s+)?([a-z]{3,9})\.?,?[\s-]+(\d{4}|\d{2})"
    + CLOCK
    + ZONE,
    re.IGNORECASE,
)
MONTH_NAMED = re.compile(
    WEEKDAY + r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})" + CLOCK + ZONE, re.IGNORECASE
)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2})(\d{2})(\d{2})?Z?)?", re.ASCII)
DAY_NUMBER = re.compile(r"\d{5}(?:[.,]\d{1,12})?", re.ASCII)
MONTHS = {
    name[:3]: number
    for number, names in enumerate(
        ("jan gennaio", "feb", "mar", "apr", "may maggio", "jun giugno", "jul luglio", "aug agosto", "sep settembre",
         "oct ottobre", "nov", "dec dicembre"), 1)
    for name in names.split()
}  # fmt: skip


class Undated(ValueError):
    """The text is not a date; `why` is "unreadable", "outside" (no answer can have it) or "two_ways" (03/04)."""

    def __init__(self, text: str, why: str = "unreadable") -> None:
        super().__init__(text)
        self.why = why


def _bare(text: str) -> str:
    """Without blanks around it, and without the ="…" by which some exports keep a spreadsheet from reading it."""
    text = text.strip()
    return text[2:-1] if text.startswith('="') and text.endswith('"') else text


def is_datelike(text: str) -> bool:
    text = _bare(text)
    return any(pattern.fullmatch(text) for pattern in (NUMERIC, DAY_NAMED, MONTH_NAMED))


def order_of(texts: Iterable[str]) -> str | None:
    """Whether 03/04 is the 3rd of April ("day") or the 4th of March ("month"), told by a value above 12.

    None when no text tells, or none is a date in figures that could be read both ways.
    """
    return next((order for text in texts if (order := order_told_by(text))), None)


def order_told_by(text: str) -> str | None:
    """ "day" for 13/02, "month" for 02/13, None for everything else."""
    found = NUMERIC.fullmatch(_bare(text))
    if not found or len(found[1]) > 2:
        return None
    return DAY_FIRST if int(found[1]) > 12 else MONTH_FIRST if int(found[3]) > 12 else None


def is_two_way(text: str) -> bool:
    """Whether a text like 03/04/2026 would be another day with the day and the month exchanged."""
    found = NUMERIC.fullmatch(_bare(text))
    return bool(
        found
        and len(found[1]) <= 2
        and int(found[1]) <= 12
        and int(found[3]) <= 12
        and int(found[1]) != int(found[3])
    )


def parsed(text: str, order: str | None) -> datetime:
    """One date with or without a clock time; naive unless the text names its offset. Raises Undated."""
    text = _bare(text)
    try:
        if found := NUMERIC.fullmatch(text):
            first, _, second, third, *clock = found.groups()
            return _moment(*_year_month_day(first, second, third, order), clock)
        if found := DAY_NAMED.fullmatch(text):
            day, month, year, *clock = found.groups()
            return _moment(_year(year), MONTHS[month[:3].lower()], int(day), clock)
        if found := MONTH_NAMED.fullmatch(text):
            month, day, year, *clock = found.groups()
            return _moment(int(year), MONTHS[month[:3].lower()], int(day), clock)
        return _counted(text)
    except (KeyError, ValueError, OverflowError):
        raise Undated(text) from None


def _year_month_day(first: str, second: str, third: str, order: str | None) -> tuple[int, int, int]:
    if len(first) == 4:
        return int(first), int(second), int(third)
    if len(third) not in (2, 4):
        raise ValueError(third)
    year = _year(third)
    if order == MONTH_FIRST:
        return year, int(first), int(second)
    return year, int(second), int(first)


def _year(figures: str) -> int:
    """Two figures are of this century up to 68, as everywhere since POSIX."""
    if len(figures) != 2:
        return int(figures)
    return int(figures) + (1900 if int(figures) >= LAST_CENTURY_FROM else 2000)


def _moment(year: int, month: int, day: int, clock: list[str | None]) -> datetime:
    hour, minute, second, half, zone = clock
    hours = int(hour or 0)
    if half:
        if not 1 <= hours <= 12:
            raise ValueError(hour)
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    # As the clock of the file says; its zone is looked at below.
    moment = datetime(year, month, day, hours, int(minute or 0), int(second or 0))  # noqa: DTZ001
    if not zone:
        return moment
    zone = zone.lower()
    if zone in ZONES:
        return moment.replace(tzinfo=timezone(timedelta(hours=ZONES[zone])))
    figures = zone.lstrip("utcgm")
    sign, figures = figures[0], figures[1:].replace(":", "")
    offset = timedelta(hours=int(figures[:-2] or 0), minutes=int(figures[-2:]))
    if len(figures) <= 2:
        offset = timedelta(hours=int(figures))
    return moment.replace(tzinfo=timezone(offset if sign == "+" else -offset))


def _counted(text: str) -> datetime:
    """20260813, a spreadsheet's day number (45000 is 15 March 2023), or seconds or milliseconds since 1970."""
    if (found := COMPACT.fullmatch(text)) and EARLIEST_YEAR <= int(found[1]) <= LATEST_YEAR:
        year, month, day, hour, minute, second = (int(figures or 0) for figures in found.groups())
        zone = UTC if text.endswith("Z") else None
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    if DAY_NUMBER.fullmatch(text):
        days = float(text.replace(",", "."))
        if SPREADSHEET_DAYS[0] <= days <= SPREADSHEET_DAYS[1]:
            return SPREADSHEET_EPOCH + timedelta(seconds=round(days * 86400))
    if text.isascii() and text.isdigit() and len(text) in (UNIX_SECONDS, UNIX_MILLISECONDS):
        return datetime.fromtimestamp(int(text[:UNIX_SECONDS]), UTC)
    raise ValueError(text)
