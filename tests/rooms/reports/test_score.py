"""M1: the score, its interval, and who is not in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxloop.reports.metrics.mean import mean_of_tally
from cxloop.reports.metrics.quantiles import Z95, t95, two_sided_p
from cxloop.reports.metrics.score import nps, nps_of, nps_of_tally, share_of_tally

tallies = st.dictionaries(st.integers(0, 10), st.integers(0, 400), max_size=11)


@pytest.mark.parametrize(
    ("counts", "value", "low", "high"),
    [
        ((50, 30, 20), 30.0, 14.1, 44.2),
        ((5, 3, 2), 30.0, -19.1, 65.2),
        ((150, 90, 60), 30.0, 20.9, 38.5),
        ((500, 300, 200), 30.0, 25.1, 34.7),
        ((20, 0, 0), 100.0, 69.7, 100.0),
    ],
)
def test_the_nps_and_its_interval_are_those_of_the_definition(counts, value, low, high):
    score = nps(*counts)
    assert (round(score.value, 1), round(score.low, 1), round(score.high, 1)) == (value, low, high)
    assert score.n == sum(counts)
    assert (score.definition.id, score.definition.version) == ("M1", 1)


def test_the_adjusted_score_and_its_error_are_those_of_the_definition():
    score = nps(50, 30, 20)
    assert (round(score.adjusted, 2), round(score.standard_error, 2)) == (29.13, 7.69)


def test_one_promoter_and_nine_who_skipped_make_an_nps_of_100_from_one_answer():
    score = nps_of([10] + [None] * 9)
    assert (score.value, score.n) == (100.0, 1)
    assert [(left.reason, left.count) for left in score.exclusions] == [("skipped", 9)]


def test_nobody_answered_is_no_score_at_all():
    score = nps_of([None, None])
    assert (score.value, score.low, score.high, score.n) == (None, None, None, 0)


def test_a_six_as_passive_lifts_the_score_by_the_share_of_sixes():
    tally = {10: 50, 8: 30, 6: 10, 2: 10}
    assert nps_of_tally(tally).value == 30.0
    assert nps_of_tally(tally, passive_from=6).value == 40.0


def test_a_census_narrows_the_interval_and_a_full_one_closes_it():
    plain, half, full = nps(50, 30, 20), nps(50, 30, 20, population=200), nps(50, 30, 20, population=100)
    assert plain.high - plain.low > half.high - half.low > full.high - full.low == 0
    with pytest.raises(ValueError, match="population"):
        nps(50, 30, 20, population=99)


@given(tallies)
def test_the_interval_lies_on_the_scale_and_holds_the_adjusted_score(tally):
    score = nps_of_tally(tally)
    if score.n:
        assert -100 <= score.low <= score.adjusted <= score.high <= 100
        assert -100 <= score.value <= 100


@given(tallies)
def test_single_answers_and_tallies_give_the_same_score(tally):
    answers = [score for score, count in tally.items() for _ in range(count)]
    assert nps_of(answers) == nps_of_tally(tally)


@given(tallies, st.integers(0, 11))
def test_the_share_is_the_share_of_the_answers_at_or_above_the_mark(tally, mark):
    answers = [score for score, count in tally.items() for _ in range(count)]
    score = share_of_tally(tally, at_or_above=mark)
    assert score.n == len(answers)
    if answers:
        assert score.value == pytest.approx(100 * sum(answer >= mark for answer in answers) / len(answers))
        assert 0 <= score.low <= score.high <= 100


def test_an_answer_outside_the_scale_is_refused():
    with pytest.raises(ValueError, match="between 0 and 10"):
        nps_of([11])


@given(tallies)
def test_the_mean_and_its_t_interval_are_those_of_scipy(tally):
    answers = [score for score, count in tally.items() for _ in range(count)]
    mean = mean_of_tally(tally)
    assert mean.n == len(answers)
    if len(set(answers)) > 1:
        low, high = stats.t.interval(0.95, len(answers) - 1, loc=mean.value, scale=stats.sem(answers))
        assert (mean.low, mean.high) == (pytest.approx(low, abs=1e-7), pytest.approx(high, abs=1e-7))


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 5, 7, 10, 29, 30, 59, 60, 61, 62, 100, 1000, 10**6])
def test_the_t_quantile_is_that_of_scipy(degrees):
    assert t95(degrees) == pytest.approx(stats.t.ppf(0.975, degrees), rel=1e-8)


def test_a_t_quantile_needs_a_degree_of_freedom():
    with pytest.raises(ValueError, match="degree"):
        t95(0)


def test_the_normal_quantile_and_p_are_those_of_scipy():
    assert pytest.approx(stats.norm.ppf(0.975)) == Z95
    assert two_sided_p(-1.3) == pytest.approx(2 * stats.norm.sf(1.3))
