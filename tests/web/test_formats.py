"""Moments and lengths are said as a person says them, in the reader's language and zone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from flask_babel import get_timezone
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from cxloop.database import company_zone as zone_of_days
from cxloop.database import db
from cxloop.database.zone import ZONE
from cxloop.settings.zone import company_zone
from cxloop.web.formats import Reader, mailto, tel, tight, timestamp, upper_first

ROME = ZoneInfo("Europe/Rome")
AT = datetime(2026, 11, 24, 14, 10, tzinfo=UTC)  # Tuesday, 15:10 in Rome
TIGHT = "\N{NO-BREAK SPACE}"
ENGLISH = Reader("en", ROME, AT)
ITALIAN = Reader("it", ROME, AT)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 24, 10, 2, tzinfo=UTC), "today 11:02"),
        (datetime(2026, 11, 23, 16, 21, tzinfo=UTC), "yesterday 17:21"),
        (datetime(2026, 11, 25, 8, 30, tzinfo=UTC), "tomorrow 09:30"),
        (datetime(2026, 11, 26, 16, 38, tzinfo=UTC), "Thu 26 Nov, 17:38"),
        (datetime(2025, 3, 2, 9, 0, tzinfo=UTC), "2 Mar 2025, 10:00"),
    ],
)
def test_a_moment_is_said_by_its_nearness(moment: datetime, said: str) -> None:
    assert ENGLISH.moment(moment).replace(TIGHT, " ") == said


def test_the_day_is_the_readers_day_and_not_utc() -> None:
    just_after_midnight_in_rome = datetime(2026, 11, 24, 23, 5, tzinfo=UTC)
    assert ENGLISH.moment(just_after_midnight_in_rome) == f"tomorrow{TIGHT}00:05"
    assert Reader("en", UTC, AT).moment(just_after_midnight_in_rome) == f"today{TIGHT}23:05"


def test_italian_days_have_italian_names() -> None:
    assert ITALIAN.moment(datetime(2026, 11, 26, 16, 38, tzinfo=UTC)) == f"gio{TIGHT}26{TIGHT}nov, 17:38"
    assert ITALIAN.long_day(date(2026, 11, 24)) == f"martedì{TIGHT}24{TIGHT}novembre"


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(hours=1, minutes=20), "1 h 20 left"),
        (timedelta(hours=2, minutes=5), "2 h 05 left"),
        (timedelta(hours=3), "3 h left"),
        (timedelta(days=2, hours=3), "2 d 3 h left"),
        (timedelta(days=4), "4 d left"),
        (timedelta(minutes=-40), "40 min late"),
        (timedelta(seconds=30), "now"),
        (timedelta(seconds=-30), "now"),
    ],
)
def test_time_left_is_said_in_two_figures_at_most(left: timedelta, said: str) -> None:
    assert ENGLISH.time_left(AT + left).replace(TIGHT, " ") == said


def test_a_length_a_date_and_a_number_are_not_broken_between_their_parts() -> None:
    assert ENGLISH.lasting(timedelta(days=5, hours=2)) == f"5{TIGHT}d{TIGHT}2{TIGHT}h"
    assert ITALIAN.lasting(timedelta(hours=7, minutes=59)) == f"7{TIGHT}h{TIGHT}59"
    assert ENGLISH.day(date(2026, 11, 27)) == f"Fri{TIGHT}27{TIGHT}Nov"
    assert tight("+39 333 555 0239") == f"+39{TIGHT}333{TIGHT}555{TIGHT}0239"


@pytest.mark.parametrize(
    ("left", "allowed", "said"),
    [
        (timedelta(hours=28), timedelta(hours=40), "28 of 40 working hours left"),
        (timedelta(hours=27, minutes=59), timedelta(hours=40), "27 of 40 working hours left"),
        (timedelta(hours=1, minutes=20), timedelta(hours=8), "1 h 20 of 8 working hours left"),
        (timedelta(minutes=40), timedelta(hours=8), "40 min of 8 working hours left"),
        (timedelta(hours=7), timedelta(hours=7, minutes=30), "7 of 7 h 30 working hours left"),
    ],
)
def test_working_time_is_counted_in_working_hours_and_never_in_days(left, allowed, said) -> None:
    assert ENGLISH.working_left(left, allowed).replace(TIGHT, " ") == said


def test_the_zone_is_named_only_where_the_calendars_clock_says_something_else() -> None:
    assert ENGLISH.clock(AT, "Europe/Rome") == "15:10"
    assert ENGLISH.clock(AT, "Europe/Paris") == "15:10"
    assert Reader("en", UTC, AT).clock(AT, "Europe/Rome") == f"14:10{TIGHT}UTC"
    assert Reader("en", ZoneInfo("Asia/Kathmandu"), AT).clock(AT, "Europe/Rome") == f"19:55{TIGHT}+05:45"


def test_a_machine_in_utc_with_a_calendar_in_rome_shows_one_clock(make, app) -> None:
    machine = replace(app.config["SETTINGS"], time_zone=ZoneInfo("UTC"), is_zone_given=False)
    assert company_zone(db.session(), machine) == ZoneInfo("UTC")
    make.calendar(zone="Europe/Rome")
    assert company_zone(db.session(), machine) == ROME
    told = replace(machine, time_zone=ZoneInfo("Asia/Tokyo"), is_zone_given=True)
    assert company_zone(db.session(), told) == ZoneInfo("Asia/Tokyo")


def test_the_days_of_reports_follow_the_same_rule_as_the_clocks_of_pages(make, app) -> None:
    machine = replace(app.config["SETTINGS"], time_zone=ZoneInfo("UTC"), is_zone_given=False)
    make.calendar(zone="Asia/Kathmandu")
    there = Session(db.engine.execution_options(**{ZONE: partial(company_zone, settings=machine)}))
    with there:
        assert zone_of_days(there) == company_zone(db.session(), machine) == ZoneInfo("Asia/Kathmandu")
    assert db.engine.get_execution_options()[ZONE].func is company_zone


def test_links_to_telephones_and_mailboxes_are_those_programs_understand() -> None:
    assert tel("+39 (0)2 5550-1234") == "tel:+390255501234"
    assert mailto("anna+x@a.example") == "anna%2Bx@a.example"


@given(st.integers(min_value=1, max_value=60 * 24 * 400))
def test_late_and_left_say_the_same_length(minutes: int) -> None:
    length = timedelta(minutes=minutes)
    early, late = ENGLISH.time_left(AT + length), ENGLISH.time_left(AT - length)
    assert early.removesuffix(" left") == late.removesuffix(" late") == ENGLISH.lasting(length)


def test_numbers_follow_the_language() -> None:
    assert ENGLISH.number(8214) == "8,214"
    assert ITALIAN.number(8214) == "8.214"


def test_the_start_of_a_sentence_keeps_names_as_they_are() -> None:
    assert upper_first("gio 26 Nov") == "Gio 26 Nov"
    assert upper_first("") == ""


def test_a_time_element_escapes_what_it_shows() -> None:
    assert timestamp(AT, "<b>") == '<time datetime="2026-11-24T14:10:00+00:00">&lt;b&gt;</time>'


def test_the_readers_zone_builds_moments_by_its_own_clock(app):
    with app.test_request_context("/"):
        began = datetime(2026, 1, 10, tzinfo=get_timezone())
    assert began == datetime(2026, 1, 9, 23, tzinfo=UTC)
