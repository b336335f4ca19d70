"""M7 and M8: the ladder, strict completion, and the customer's own word."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.reports.metrics.ladder import RUNGS, LoopFacts, ladder
from cxloop.reports.metrics.verified import Asked, verified_resolution

TOLD = LoopFacts(attempted=True, reached=True, cause=True, action=True, told=True)
CLOSED = replace(TOLD, asked=True, answered=True, verified=True)


def test_a_loop_is_complete_when_the_customer_says_yes():
    assert ladder([CLOSED]).completion.k == 1


def test_a_loop_is_complete_when_the_customer_was_asked_and_the_window_is_over():
    assert ladder([replace(TOLD, asked=True, window_expired=True)]).completion.k == 1
    assert ladder([replace(TOLD, asked=True)]).completion.k == 0


def test_a_customer_who_said_no_closes_nothing():
    assert ladder([replace(TOLD, asked=True, window_expired=True, answered=True)]).completion.k == 0


@pytest.mark.parametrize("missing", ["reached", "cause", "action", "told"])
def test_a_yes_does_not_stand_in_for_a_missing_step(missing):
    assert ladder([replace(CLOSED, **{missing: False})]).completion.k == 0


def test_a_customer_who_cannot_be_contacted_is_detected_but_in_no_share():
    figure = ladder([CLOSED, LoopFacts(contactable=False, count=2)], running=5)
    assert (figure.detected, figure["contactable"], figure.completion.k, figure.completion.n) == (3, 1, 1, 1)
    left_out = {left.reason: left.count for left in figure.completion.exclusions}
    assert left_out == {"uncontactable": 2, "running": 5}


def test_the_unreachable_stand_beside_completion_and_stay_in_its_denominator():
    figure = ladder([CLOSED, LoopFacts(attempted=True, unreachable=True)])
    assert (figure.unreachable, figure.completion.k, figure.completion.n) == (1, 1, 2)


def test_the_figures_of_the_picture():
    figure = ladder(
        [
            LoopFacts(contactable=False, count=14),
            LoopFacts(count=27),
            LoopFacts(attempted=True, count=53),
            LoopFacts(attempted=True, reached=True, count=17),
            LoopFacts(attempted=True, reached=True, cause=True, count=17),
            LoopFacts(attempted=True, reached=True, cause=True, action=True, count=22),
            replace(TOLD, count=11),
            replace(TOLD, asked=True, answered=True, count=37),
            replace(TOLD, asked=True, window_expired=True, count=66),
            replace(CLOSED, count=148),
        ]
    )
    assert figure.detected == 412
    assert [count for _, count in figure.rungs] == [398, 371, 318, 301, 284, 262, 251, 148]
    share = figure.completion
    assert (share.k, share.n) == (214, 398)
    assert [round(100 * bound, 1) for bound in (share.share, share.low, share.high)] == [53.8, 48.9, 58.6]


facts = st.builds(LoopFacts, *[st.booleans()] * 11, st.integers(0, 9))


@given(st.lists(facts))
def test_no_rung_is_wider_than_the_one_below_it(some_facts):
    figure = ladder(some_facts)
    counts = [figure.detected] + [count for _, count in figure.rungs]
    assert counts == sorted(counts, reverse=True)
    assert figure["verified"] <= figure.completion.k <= figure["told"]
    assert [name for name, _ in figure.rungs] == list(RUNGS)


def asked(yes, partly, no, silent):
    return [
        Asked("yes", count=yes),
        Asked("partly", count=partly),
        Asked("no", count=no),
        Asked("", count=silent),
    ]


def test_verified_has_bounds_for_silence():
    figure = verified_resolution(asked(yes=148, partly=20, no=14, silent=69))
    share = figure.verified
    assert [round(100 * bound, 1) for bound in (share.share, share.low, share.high)] == [81.3, 75.0, 86.3]
    assert (round(100 * figure.lowest), round(100 * figure.highest)) == (59, 86)
    assert (figure.verified.n, figure.replied.k, figure.replied.n) == (182, 182, 251)


def test_a_no_followed_by_a_yes_is_one_no_and_one_yes():
    figure = verified_resolution([Asked("no"), Asked("yes", is_first=False), Asked("yes")])
    assert (figure.verified.k, figure.verified.n) == (2, 3)
    assert (figure.first_time.k, figure.first_time.n) == (1, 2)


def test_who_may_still_answer_is_counted_as_silent_so_far_and_said():
    figure = verified_resolution([Asked("yes"), Asked("", may_still_answer=True), Asked("")])
    assert (figure.silent, figure.waiting, figure.lowest, figure.highest) == (2, 1, 1 / 3, 1)


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.integers(0, 99))
def test_the_share_of_replies_lies_between_the_bounds(yes, partly, no, silent):
    figure = verified_resolution(asked(yes, partly, no, silent))
    if figure.verified.n:
        assert figure.lowest <= figure.verified.share <= figure.highest


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative"):
        verified_resolution([Asked("yes", count=-1)])
