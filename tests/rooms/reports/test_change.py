"""M2: a move, or noise?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxloop.reports.metrics.change import (
    Verdict,
    answers_needed,
    change,
    paired_change,
    smallest_visible_change,
)
from cxloop.reports.metrics.control import control_limits
from cxloop.reports.metrics.score import nps, share

split = st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500)).filter(sum)


def test_a_move_of_thirteen_from_a_hundred_answers_is_noise():
    move = change(nps(50, 30, 20), nps(58, 27, 15))
    figures = (move.raw, move.adjusted, move.low, move.high)
    assert [round(figure, 1) for figure in figures] == [13, 12.6, -8.2, 33.4]
    assert round(move.p, 2) == 0.23
    assert move.verdict is Verdict.NOISE


def test_the_same_move_from_a_thousand_answers_is_a_rise():
    move = change(nps(500, 300, 200), nps(580, 270, 150))
    assert [round(figure, 1) for figure in (move.raw, move.low, move.high)] == [13, 6.3, 19.6]
    assert move.verdict is Verdict.RISE
    assert change(nps(580, 270, 150), nps(500, 300, 200)).verdict is Verdict.FALL


def test_an_empty_period_has_no_verdict():
    move = change(nps(0, 0, 0), nps(5, 3, 2))
    assert (move.n, move.raw, move.verdict) == (0, None, None)


def test_scores_of_two_kinds_are_never_compared():
    with pytest.raises(ValueError, match="two kinds"):
        change(nps(5, 3, 2), share(5, 10))


@given(split, split)
def test_turning_time_around_turns_the_move_around(before, after):
    there, back = change(nps(*before), nps(*after)), change(nps(*after), nps(*before))
    assert there.raw == pytest.approx(-back.raw)
    assert (there.low, there.high) == (pytest.approx(-back.high), pytest.approx(-back.low))
    assert (there.verdict is Verdict.RISE) == (back.verdict is Verdict.FALL)
    assert (there.p < 0.05) == (there.verdict is not Verdict.NOISE)


@pytest.mark.parametrize(("points", "answers"), [(5, 3831), (10, 958), (15, 426), (20, 240)])
def test_how_many_answers_a_move_needs(points, answers):
    assert answers_needed(0.5 + 0.2 - 0.3**2, points) == answers


@given(split)
def test_the_smallest_visible_change_needs_exactly_the_answers_there_are(counts):
    score = nps(*counts)
    smallest = smallest_visible_change(score)
    if smallest is None:
        assert max(counts) == sum(counts)
    else:
        assert answers_needed(score.variance, smallest) in {score.n, score.n + 1}


def test_no_move_to_look_for_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        answers_needed(0.5, 0)


@given(st.lists(st.integers(-2, 2), min_size=2, max_size=80).filter(lambda moves: len(set(moves)) > 1))
def test_the_same_people_twice_are_compared_in_pairs(moves):
    move = paired_change(moves)
    error = 100 * stats.sem(moves)
    assert move.raw == pytest.approx(100 * sum(moves) / len(moves))
    assert (move.high - move.low) / 2 == pytest.approx(stats.norm.ppf(0.975) * error)


def test_one_pair_is_no_comparison():
    assert paired_change([2]).verdict is None


def test_a_steady_series_has_no_signal_and_a_jump_is_one():
    steady = control_limits([27.0, 30.0, 26.0, 29.0, 28.0])
    assert steady.mean == 28.0
    assert steady.high - steady.mean == pytest.approx(2.66 * (3 + 4 + 3 + 1) / 4)
    assert steady.outside == ()
    assert control_limits([27.0, 28.0, 27.0, 28.0, 27.0, 28.0, 27.0, 28.0, 60.0]).outside == (8,)


def test_one_point_has_no_limits():
    assert control_limits([27.0]).low is None
    assert control_limits([]).mean is None
