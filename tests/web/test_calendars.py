"""Calendars on their page: twelve months to look at, a file of days to look through, nothing switched on blind."""

from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import select

from cxloop.database import db
from cxloop.settings.models import SettingDraft

CHRISTMAS = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//x\r
BEGIN:VEVENT\r
UID:1\r
DTSTART;VALUE=DATE:20261224\r
SUMMARY:Vigilia\r
END:VEVENT\r
END:VCALENDAR\r
"""


def page(answer) -> str:
    return " ".join(unescape(answer.get_data(as_text=True)).split())


@pytest.fixture
def visitor(north, max_, sign_in):
    return sign_in(max_)


def draft() -> SettingDraft | None:
    return db.session.scalars(select(SettingDraft)).first()


def fill(visitor, content, name="days.ics", **more):
    return visitor.post("/settings/calendars/rome/file", {"file": (BytesIO(content), name)}, **more)


def test_twelve_months_say_which_days_differ_and_why(visitor):
    shown = page(visitor.get("/settings/calendars/rome"))
    assert shown.count('<table class="month">') == 12
    assert "Wed 25" not in shown
    assert "Easter Monday, closed" in shown
    assert "December 2026" in shown


def test_a_file_of_days_is_a_draft_to_look_through(visitor):
    answer = fill(visitor, CHRISTMAS)
    assert draft().values["days"] == ["24/12/2026 closed Vigilia"]
    shown = page(visitor.get(answer.location))
    assert "Own days: also 24/12/2026 closed Vigilia" in shown
    assert "Vigilia, closed" in shown
    visitor.post(
        "/settings/calendars/rome/switching",
        {"draft": draft().id, "seen": draft().saved_at.isoformat(), "when": "now"},
    )
    assert "Open tickets keep the promise" in shown
    assert "24/12/2026 closed Vigilia" in page(visitor.get("/settings/calendars/rome"))


@pytest.mark.parametrize("content", [b"", b"no calendar", b"\x00\xff"])
def test_a_file_without_days_says_what_is_expected_and_keeps_nothing(visitor, content):
    assert "an iCalendar file (.ics) is expected" in page(fill(visitor, content, expect=422))
    assert draft() is None


def test_a_part_that_is_filled_from_no_file_has_no_such_door(visitor):
    visitor.post("/settings/teams/north/file", {"file": (BytesIO(CHRISTMAS), "days.ics")}, expect=404)


def test_hours_that_overlap_stand_under_their_field(visitor):
    given = {"name": "Rome", "time_zone": "Europe/Rome", "monday": "9-13, 12-18", "country": "IT"}
    shown = page(visitor.post("/settings/calendars/rome/draft", given, expect=422))
    assert "These hours overlap: “9-13, 12-18”." in shown
    assert draft() is None


def test_a_new_one_begins_with_office_hours_and_the_regions_of_its_country(visitor):
    shown = page(visitor.get("/settings/calendars/new"))
    assert 'value="09:00–13:00, 14:00–18:00"' in shown
    assert "Milano" in page(visitor.get("/settings/calendars/rome"))


def test_another_country_shows_its_regions_without_a_draft(visitor):
    assert "Bayern" not in page(visitor.get("/settings/calendars/rome"))
    shown = page(visitor.get("/settings/calendars/rome?country=DE"))
    assert "Bayern" in shown
    assert 'hx-get="/settings/calendars/rome"' in shown
    assert draft() is None


def test_own_days_are_in_the_readers_words_and_read_in_both(visitor, max_):
    max_.language = "it"
    given = {"name": "Roma", "time_zone": "Europe/Rome", "monday": "9-13", "country": "IT"}
    kept = visitor.post(
        "/settings/calendars/rome/draft", given | {"days": "07/12 chiuso Sant'Ambrogio\n24/12 closed"}
    )
    assert draft().values["days"] == ["07/12 closed Sant'Ambrogio", "24/12 closed"]
    shown = page(visitor.get(kept.location))
    assert "07/12 chiuso Sant'Ambrogio" in shown
    assert "closed Sant'Ambrogio" not in shown
