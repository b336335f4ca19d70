"""M12: did the improvement work?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.reports.metrics.effect import EffectVerdict, Rate, effect

BEFORE, AFTER = Rate(58, 950), Rate(27, 930)
OTHERS_BEFORE, OTHERS_AFTER = Rate(76, 1900), Rate(72, 1880)


def test_the_figures_of_the_picture():
    figure = effect(BEFORE, AFTER, OTHERS_BEFORE, OTHERS_AFTER, expected_fall_per_100=2)
    assert figure.verdict is EffectVerdict.IMPROVED
    assert not figure.before_after_only
    differences = [
        (each.per_100, each.low, each.high) for each in (figure.treated, figure.comparison, figure.net)
    ]
    assert [tuple(round(bound, 1) for bound in each) for each in differences] == [
        (-3.2, -5.1, -1.3), (-0.2, -1.4, 1.1), (-3.0, -5.3, -0.8),
    ]  # fmt: skip


def test_without_a_comparison_group_it_is_before_and_after_only():
    figure = effect(BEFORE, AFTER)
    assert figure.before_after_only
    assert figure.comparison is None
    assert figure.net == figure.treated
    assert effect(BEFORE, AFTER, OTHERS_BEFORE, Rate(0, 0)).before_after_only


def test_a_fall_that_everybody_had_is_no_effect():
    assert effect(BEFORE, AFTER, BEFORE, AFTER).verdict is EffectVerdict.NO_CHANGE


def test_more_tickets_than_before_is_worse():
    assert effect(AFTER, BEFORE).verdict is EffectVerdict.WORSE


def test_too_few_answers_are_not_measurable_and_say_how_many_it_takes():
    figure = effect(BEFORE, Rate(0, 22))
    assert figure.verdict is EffectVerdict.NOT_MEASURABLE
    assert (figure.n, figure.needed) == (22, 242)


@pytest.mark.parametrize(
    ("before", "after"), [(Rate(0, 500), Rate(3, 500)), (Rate(0, 0), Rate(1, 9)), (BEFORE, Rate(0, 0))]
)
def test_without_a_baseline_or_an_after_nothing_is_measurable(before, after):
    assert effect(before, after).verdict is EffectVerdict.NOT_MEASURABLE


def test_more_tickets_than_answers_is_no_rate():
    with pytest.raises(ValueError, match="no rate"):
        Rate(3, 2)


rates = st.integers(1, 3000).flatmap(
    lambda answers: st.builds(Rate, st.integers(0, answers), st.just(answers))
)


@given(rates, rates, rates, rates)
def test_the_verdict_agrees_with_the_interval(before, after, others_before, others_after):
    figure = effect(before, after, others_before, others_after)
    net = figure.net
    expected = 100 * (
        after.tickets / after.answers - before.tickets / before.answers
        - others_after.tickets / others_after.answers + others_before.tickets / others_before.answers
    )  # fmt: skip
    assert net.per_100 == pytest.approx(expected, abs=1e-9)
    assert net.low <= net.per_100 <= net.high
    if figure.verdict is EffectVerdict.IMPROVED:
        assert net.high < 0
        assert figure.n >= figure.needed
    if figure.verdict is EffectVerdict.WORSE:
        assert net.low > 0
    if figure.verdict is EffectVerdict.NO_CHANGE:
        assert net.low <= 0 <= net.high
