"""Dates as platforms and people write them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.responses.importing.date_reading import date_reader
from cxloop.responses.importing.dates import Undated, order_of
from cxloop.responses.importing.plan import plan_for
from cxloop.responses.importing.questions import Choices
from tests.reading_files import HEADER, line_of, read

MOMENT = datetime(2026, 8, 13, 14, 51, tzinfo=UTC)
WRITTEN = (
    "2026-08-13 16:51:00", "2026-08-13T16:51", "2026-08-13T14:51:00Z", "2026-08-13T14:51:00.123Z",
    "2026-08-13 14:51:00 UTC", "2026-08-13T16:51:00+02:00", "2026/08/13 16:51", "13/08/2026 16:51",
    "13/08/2026 16.51.00", "13-08-2026 16:51", "13/8/2026 16:51", "13/08/26 16:51", "13/08/2026, 4:51 PM",
    "13.08.2026 16:51", "13 agosto 2026 16:51", "13 ago 2026, 16:51", "giovedì 13 agosto 2026 alle 16:51",
    "13-Aug-2026 16:51", "Aug 13, 2026 4:51 PM", "August 13, 2026 at 4:51 pm", "1786632660", "1786632660000",
    "46247.70208333333", "46247,70208333333", "20260813T1651", "2026-08-13T14:51:00+0000", "13-ago-26 16:51",
    "2026/08/13 4:51:00 PM GMT+2", "2026/08/13 4:51:00 pm CEST", "2026-08-13 10:51:00 EDT", "13th Aug 2026 16:51",
    "Thu Aug 13 2026 16:51:00 GMT+0200 (Central European Summer Time)", '="13/08/2026 16:51"',
)  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_a_date_is_the_same_moment_however_it_is_written(text: str) -> None:
    read_date = date_reader("day", "Europe/Rome")
    assert read_date(text) == read_date(text) == MOMENT


@pytest.mark.parametrize("text", ["08/13/2026 16:51", "8/13/26 4:51 PM", "08/13/2026 04:51:00 PM"])
def test_month_first_is_read_when_the_column_says_so(text: str) -> None:
    assert date_reader("month", "Europe/Rome")(text) == MOMENT


@pytest.mark.parametrize(
    ("text", "why"),
    [("30/02/2026", "unreadable"), ("soon", "unreadable"), ("", "unreadable"), ("٢٠٢٦-٠٨-١٣", "unreadable"),
     ("13/13/2026", "unreadable"), ("2026-08-13 25:00", "unreadable"), ("0", "unreadable"), ("1880-01-01", "outside"),
     ("01/01/1900", "outside"), ("9999-12-31 23:59", "outside"), ("2026-08-13 10:00:00 xUTC", "unreadable"),
     ("13:00 PM", "unreadable"), ("20261313", "unreadable"), ("1", "unreadable"), ("60", "unreadable")],
)  # fmt: skip
def test_what_is_not_a_moment_of_an_answer_is_refused(text: str, why: str) -> None:
    with pytest.raises(Undated) as refused:
        date_reader("day", "Europe/Rome")(text)
    assert refused.value.why == why


def test_a_date_that_can_be_read_two_ways_is_not_read_until_somebody_says_how() -> None:
    with pytest.raises(Undated) as refused:
        date_reader(None, "Europe/Rome")("03/04/2026")
    assert refused.value.why == "two_ways"
    assert date_reader(None, "Europe/Rome")("03/03/2026") == datetime(2026, 3, 2, 23, tzinfo=UTC)


def test_a_zone_named_in_one_row_is_not_lent_to_the_next() -> None:
    read_date = date_reader("day", "UTC")
    assert read_date("2026-08-13 16:51:00 CEST") == MOMENT
    assert read_date("2026-08-13 14:51:00") == MOMENT
    assert date_reader("day", "UTC")("14/08/99").year == 1999


def test_the_doubled_hour_of_autumn_and_the_skipped_hour_of_spring_have_a_reading() -> None:
    read_date = date_reader(None, "Europe/Rome")
    assert read_date("2026-10-25 02:30:00") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert read_date("2026-10-25 03:30:00") == datetime(2026, 10, 25, 2, 30, tzinfo=UTC)
    assert read_date("2026-03-29 02:30:00") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@given(
    st.datetimes(datetime(1991, 1, 1), datetime(2099, 1, 1)),
    st.sampled_from(["Europe/Rome", "Asia/Kolkata", "UTC", "Australia/Lord_Howe"]),
)
def test_remembering_an_hour_never_changes_a_reading(moment: datetime, zone: str) -> None:
    text = moment.replace(microsecond=0).isoformat(sep=" ")
    warm = date_reader("day", zone)
    warm(f"{text[:14]}00:00")
    assert warm(text) == date_reader("day", zone)(text)


def test_the_order_is_told_by_any_value_above_twelve() -> None:
    assert order_of(["03/04/2026", "05/06/2026", "13/02/2026"]) == "day"
    assert order_of(["03/04/2026", "02/13/2026 10:00"]) == "month"
    assert order_of(["03/04/2026", "2026-08-13", ""]) is None


def test_a_value_far_beyond_the_sample_settles_the_order(tmp_path: Path) -> None:
    rows = "".join(line_of(n, n % 11, date="03/04/2026") for n in range(1500))
    (tmp_path / "a.csv").write_text(HEADER + rows + line_of(1500, date="02/13/2026"))
    assert plan_for(tmp_path / "a.csv", "UTC").date_order == "month"


def test_dates_that_nothing_settles_are_asked_and_never_guessed(tmp_path: Path) -> None:
    content = HEADER + line_of(1, 0, date="03/04/2026") + line_of(2, 10, date="05/06/2026")
    (tmp_path / "a.csv").write_text(content)
    plan = plan_for(tmp_path / "a.csv", "UTC")
    assert [question.code for question in plan.questions if question.blocking] == ["which_date_order"]
    heard, _ = read(tmp_path / "a.csv", content, Choices(date_order="month"), "UTC")
    assert heard[0].answered_at == datetime(2026, 3, 4, tzinfo=UTC)


def test_dates_that_contradict_each_other_are_asked(tmp_path: Path) -> None:
    content = HEADER + line_of(1, 0, date="13/02/2026") + line_of(2, 10, date="02/14/2026")
    (tmp_path / "a.csv").write_text(content)
    asked = [question for question in plan_for(tmp_path / "a.csv", "UTC").questions if question.blocking]
    assert [question.code for question in asked] == ["dates_contradict"]
    heard, rejected = read(tmp_path / "a.csv", content, Choices(date_order="day"))
    assert (len(heard), [row.line for row in rejected]) == (1, [3])


def test_a_date_that_exists_in_neither_order_costs_its_row_only(tmp_path: Path) -> None:
    content = HEADER + line_of(1, 0, date="30/02/2026") + line_of(2, 10, date="13/06/2026")
    heard, rejected = read(tmp_path / "a.csv", content)
    assert (len(heard), [(row.line, row.reason) for row in rejected]) == (1, [(2, "date_unreadable")])
