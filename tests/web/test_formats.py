"""Moments and lengths are said as a person says them, in the reader's language and zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask_babel import get_timezone
from hypothesis import given
from hypothesis import strategies as st

from cxloop.web.formats import Reader, timestamp, upper_first

ROME = ZoneInfo("Europe/Rome")
AT = datetime(2026, 11, 24, 14, 10, tzinfo=UTC)  # Tuesday, 15:10 in Rome
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
    assert ENGLISH.moment(moment) == said


def test_the_day_is_the_readers_day_and_not_utc() -> None:
    just_after_midnight_in_rome = datetime(2026, 11, 24, 23, 5, tzinfo=UTC)
    assert ENGLISH.moment(just_after_midnight_in_rome) == "tomorrow 00:05"
    assert Reader("en", UTC, AT).moment(just_after_midnight_in_rome) == "today 23:05"


def test_italian_days_have_italian_names() -> None:
    assert ITALIAN.moment(datetime(2026, 11, 26, 16, 38, tzinfo=UTC)) == "gio 26 nov, 17:38"
    assert ITALIAN.long_day(date(2026, 11, 24)) == "martedì 24 novembre"


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
    assert ENGLISH.time_left(AT + left) == said


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
