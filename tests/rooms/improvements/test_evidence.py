"""Where an improvement may go, what is fixed once it is live, and which quotes are printed."""

from hypothesis import given
from hypothesis import strategies as st

from cxloop.improvements.evidence import (
    LONGEST_QUOTE,
    MOVES,
    STAGES,
    Quote,
    changed_after_going_live,
    missing_to_measure,
    shortened,
    telling,
)
from cxloop.improvements.models import STATES

BELIEVED = {
    "driver_id": 3,
    "hypothesis": "It falls.",
    "expected_fall": 2.0,
    "baseline_from": None,
    "baseline_to": None,
}


def test_every_state_has_one_stage_and_its_moves():
    assert tuple(state for states in STAGES.values() for state in states) == STATES
    assert set(MOVES) == set(STATES)
    assert {move for moves in MOVES.values() for move in moves} <= set(STATES)


def test_measured_is_reached_by_measuring_only():
    assert all("measured" not in moves for moves in MOVES.values())


def test_everything_may_change_before_it_is_live():
    assert changed_after_going_live("doing", BELIEVED, {"expected_fall": 1.0, "driver_id": None}) == ()


def test_what_was_expected_stays_once_it_is_live():
    later = {"expected_fall": 0.5, "hypothesis": "It falls.", "title": "Another name"}
    assert changed_after_going_live("live", BELIEVED, later) == ("expected_fall",)
    assert changed_after_going_live("measured", BELIEVED, {"driver_id": None}) == ("driver_id",)


def test_what_was_left_empty_may_be_added_when_live():
    assert changed_after_going_live("live", BELIEVED, {"baseline_from": 1, "baseline_to": 2}) == ()


def test_what_is_missing_to_measure_is_named():
    assert missing_to_measure(None, None, None) == ("cause", "baseline", "live")


def test_quotes_are_of_different_customers_and_say_something():
    quotes = [
        Quote(1, "Late.", "en", 1),
        Quote(2, "I found out from my own driver that it was late.", "en", 1),
        Quote(3, "   ", "en", 2),
        Quote(4, "Nobody called me back for a week.", "en", None),
        Quote(5, "Nobody called me back for two weeks.", "en", None),
        Quote(6, "x" * 900, "en", 9),
    ]
    assert [quote.ticket_id for quote in telling(quotes)] == [2, 4, 5]


@given(st.text(max_size=600))
def test_a_cut_quote_is_never_longer_and_says_that_it_was_cut(words):
    cut = shortened(words)
    assert len(cut) <= LONGEST_QUOTE + 1
    assert cut.endswith("…") or cut == " ".join(words.split())
