"""Hours and days as people type them, and days out of an iCalendar file."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.calendars.ical import NoCalendarFile, closed_days
from cxloop.calendars.written import ANY_YEAR, OwnDay, Unreadable, read_day, read_hours, say_day, say_hours


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("9–13, 14–18", "09:00–13:00, 14:00–18:00"),
        ("9-13;14.30-18", "09:00–13:00, 14:30–18:00"),
        ("14-18, 9 to 13", "09:00–13:00, 14:00–18:00"),
        ("22-24", "22:00–24:00"),
        ("22-0", "22:00–24:00"),
        ("9–13, 13–18", "09:00–13:00, 13:00–18:00"),
        ("chiuso", ""),
        ("", ""),
    ],
)
def test_hours_are_read_however_they_are_typed(typed, kept):
    assert say_hours(read_hours(typed)) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [("13-9", "hours"), ("9-9", "hours"), ("9-25", "hours"), ("9:70-12", "hours"), ("morning", "hours"),
     ("9-13, 12-18", "overlap"), ("9-13,,14-18", "hours")],
)  # fmt: skip
def test_what_are_no_hours_says_why(typed, why):
    with pytest.raises(Unreadable) as wrong:
        read_hours(typed)
    assert wrong.value.why == why


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("24/12 9-13 Christmas Eve", "24/12 09:00–13:00 Christmas Eve"),
        ("7.12 Sant'Ambrogio", "07/12 closed Sant'Ambrogio"),
        ("2026-08-14 chiuso: ponte", "14/08/2026 closed ponte"),
        ("5/1/2027 9-12, 13-15 Inventory", "05/01/2027 09:00–12:00, 13:00–15:00 Inventory"),
        ("29/2", "29/02 closed"),
    ],
)
def test_a_day_is_read_with_its_hours_and_name(typed, kept):
    assert say_day(read_day(typed)) == kept


@pytest.mark.parametrize(
    "typed", ["Christmas closed", "31/2", "12/24 closed", "1/1/20260", "24/12 9-13, 12-14"]
)
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(Unreadable):
        read_day(typed)


MINUTES = st.lists(st.integers(0, 1440), min_size=2, max_size=6, unique=True).map(
    lambda ends: tuple(zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False))
)
NAMES = st.text(st.characters(categories=["L"]), min_size=1, max_size=20).filter(
    lambda name: name.casefold() not in ("closed", "chiuso", "chiusa", "to", "a")
)


@given(on=st.dates(date(1990, 1, 1), date(2090, 1, 1)), every_year=st.booleans(), hours=MINUTES, name=NAMES)
def test_what_is_said_is_read_as_it_was(on, every_year, hours, name):
    if every_year:
        on = date(ANY_YEAR, on.month, on.day)
    day = OwnDay(on, every_year, hours, name)
    assert read_day(say_day(day)) == day


def ics(*events: str) -> bytes:
    inside = "".join(
        f"BEGIN:VEVENT\r\nUID:{number}\r\n{event}END:VEVENT\r\n" for number, event in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x\r\n{inside}END:VCALENDAR\r\n".encode()


def test_whole_days_of_a_file_close_and_appointments_do_not():
    found = closed_days(
        ics(
            "DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:Natale\r\n",
            "DTSTART;VALUE=DATE:20241207\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Sant'Ambrogio\r\n",
            "DTSTART:20261110T090000Z\r\nDTEND:20261110T100000Z\r\nSUMMARY:Dentist\r\n",
        )
    )
    assert [say_day(day) for day in found] == [
        "07/12 closed Sant'Ambrogio", "24/12/2026 closed Natale", "25/12/2026 closed Natale",
        "26/12/2026 closed Natale",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\x00", b"name;day\n1;2", ics(), ics("SUMMARY:no day\r\n"), b"BEGIN:VCALENDAR", ics("DTSTART:x\r\n")],
)  # fmt: skip
def test_what_holds_no_whole_day_is_said(content):
    with pytest.raises(NoCalendarFile):
        closed_days(content)


@given(st.binary(max_size=200), st.text(max_size=60))
def test_any_bytes_are_days_or_said(content, text):
    for made in (
        content,
        ics(f"DTSTART;VALUE=DATE:{text}\r\n"),
        ics(f"DTSTART;VALUE=DATE:20261224\r\nRRULE:{text}\r\n"),
    ):
        with suppress(NoCalendarFile):
            assert closed_days(made)
