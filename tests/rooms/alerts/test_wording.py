"""What an alert says, in both languages, and what it keeps to itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.alerts import wording
from cxloop.alerts.wording import TicketFacts

AT = datetime(2026, 3, 10, 9, tzinfo=UTC)
FACTS = TicketFacts(
    number=7, metric="nps", score=3, scale_max=10, is_urgent=True, state="assigned", why="3<=6",
    first_contact_due_at=AT + timedelta(hours=2), resolution_due_at=AT + timedelta(days=3),
    zone=ZoneInfo("Europe/Rome"),
    contact_name="Carl Rossi", account_name="Rossi Impianti", comment="Two loads stood on the dock.",
    theme="Delivery", earlier_scores=(9, 7), owner_name="Olga",
)  # fmt: skip


def everything(told):
    lines = [f"{label}: {what}" for label, what in told.lines]
    return "\n".join([told.headline, told.summary, told.status, told.quote or "", *lines])


def test_it_says_why_this_one_matters_and_by_when():
    words = everything(wording.opened(FACTS, "en", AT))
    for said in (
        "NPS 3 of 10",
        "urgent",
        "Rossi Impianti",
        "score 3, at or below 6",
        "Delivery",
        "9, 7",
        "12:00 CET",
    ):
        assert said in words


def test_masked_shows_initials_and_keeps_the_customer_s_words_to_itself():
    words = everything(wording.opened(FACTS, "en", AT, "masked"))
    assert "C. R." in words
    assert "Carl" not in words
    assert "dock" not in words


@pytest.mark.parametrize("privacy", ["standard", "full"])
def test_other_levels_show_the_name_and_the_words(privacy):
    words = everything(wording.opened(FACTS, "en", AT, privacy))
    assert "Carl Rossi" in words
    assert "dock" in words


def test_standard_shows_the_start_of_a_long_comment():
    told = wording.opened(replace(FACTS, comment="word " * 200), "en", AT, "standard")
    assert told.is_cut
    assert len(told.quote) <= wording.QUOTED + 1


def test_a_missed_promise_says_by_how_much():
    late = wording.escalated(FACTS, "en", AT + timedelta(hours=4), "first_contact:1", "Lena")
    words = everything(late)
    assert "First contact is late" in words
    assert "late by 2 hours" in words
    assert "Lena" in words


def test_it_can_be_taken_until_a_person_has_confirmed_it():
    assert wording.opened(FACTS, "en", AT).may_be_taken
    assert not wording.opened(replace(FACTS, owner_confirmed=True), "en", AT).may_be_taken
    assert not wording.opened(replace(FACTS, state="verified"), "en", AT).may_be_taken


def test_a_change_changes_what_is_said_and_time_alone_does_not():
    said = wording.opened(FACTS, "en", AT)
    assert wording.opened(FACTS, "en", AT + timedelta(minutes=50)) == said
    assert wording.opened(replace(FACTS, owner_name="Tom"), "en", AT) != said


@given(st.sets(st.integers(1, 3000)))
def test_runs_of_numbers_are_written_short_and_none_is_left_out(numbers):
    named = set()
    for part in filter(None, wording.ranges(numbers).split(", ")):
        first, _, last = part.replace("#", "").partition("–")
        named |= set(range(int(first), int(last or first) + 1))
    assert named == numbers


@pytest.mark.parametrize(
    ("name", "short"),
    [("Carl Rossi", "C. R."), ("maria de rossi", "M. D. R."), ("carl@customer.example", "C."), ("", ""), (None, "")],
)  # fmt: skip
def test_initials(name, short):
    assert wording.initials(name) == short
