"""M12, version 2: a ratio of ratios with an exact interval, waves, coding shares, and the verdict."""

from math import inf
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import binom, nchypergeom_fisher

from cxloop.reports.metrics.effect import EffectVerdict, Window, effect, expected_by_chance
from cxloop.reports.metrics.odds import before_after_interval, ratio_interval
from cxloop.reports.metrics.waves import waves
from tests.breadth import examples
from tests.rooms.reports.companies_of_chance import share_of_verdicts

VECTORS = [
    ((31, 2, 57, 45), 0.0817, 0.0127, 0.3160), ((30, 15, 60, 60), 0.5, 0.2403, 1.0226),
    ((8, 0, 40, 38), 0, 0, 0.5172), ((0, 6, 40, 38), None, 1.5087, None),
    ((20, 20, 40, 20), 2, 0.8709, 4.5761), ((120, 60, 400, 380), 0.5263, 0.3731, 0.7384),
    ((5, 1, 9, 8), 0.225, 0.0085, 2.2013),
]  # fmt: skip
counts = st.integers(0, 60)


def window(target, others, uncoded=0, answers=420, weeks=13):
    """Dealt out evenly, so that there are no waves."""
    dealt = [
        tuple(count // weeks + (place < count % weeks) for count in (target, others))
        for place in range(weeks)
    ]
    return Window(tuple(dealt), uncoded, answers)


def found(a, b, c, d, **more):
    return effect(window(a, c), window(b, d), **more)


def close_to(value):
    return None if value is None else pytest.approx(value, abs=5e-5)


@pytest.mark.parametrize(("cells", "ratio", "low", "high"), VECTORS)
def test_the_vectors_of_the_definition(cells, ratio, low, high):
    shown = found(*cells).ratio
    assert (shown.value, shown.low, shown.high) == (close_to(ratio), close_to(low), close_to(high))


def mid_p(cells, ratio):
    a, b, c, d = cells
    law = nchypergeom_fisher(a + b + c + d, a + b, b + d, ratio)
    return law.sf(b) + law.pmf(b) / 2


@examples(25, wide=500)
@given(st.tuples(counts, counts, st.integers(1, 60), st.integers(1, 60)))
def test_the_bounds_are_where_scipys_distribution_has_its_tails(cells):
    low, high = ratio_interval(*cells)
    if 1e-6 < low:
        assert mid_p(cells, low) == pytest.approx(0.025, abs=1e-6)
    if high < 1e6:
        assert mid_p(cells, high) == pytest.approx(0.975, abs=1e-6)
    assert low <= high


@pytest.mark.parametrize(
    ("a", "b", "before", "after"), [(31, 12, 421, 423), (8, 0, 100, 90), (3, 9, 50, 200)]
)
def test_without_a_comparison_the_answers_are_one(a, b, before, after):
    low, high = before_after_interval(a, b, before, after)

    def tail(ratio):
        share = ratio * after / (before + ratio * after)
        return binom.sf(b, a + b, share) + binom.pmf(b, a + b, share) / 2

    assert low == pytest.approx(brentq(lambda r: tail(r) - 0.025, 1e-9, 1e3) if b else 0, rel=1e-6)
    assert high == pytest.approx(brentq(lambda r: tail(r) - 0.975, 1e-9, 1e3), rel=1e-6)
    shown = found(a, b, 0, 0)
    assert shown.before_after_only
    assert shown.ratio.value == pytest.approx(b / a)


def test_zero_cells_need_no_correction():
    assert ratio_interval(8, 0, 40, 38)[0] == 0
    assert ratio_interval(0, 6, 40, 38)[1] == inf


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [
        ((31, 2, 57, 45), "improved"), ((31, 31, 57, 57), "no_change"), ((10, 40, 60, 60), "worse"),
        ((2, 1, 60, 60), "not_measurable"), ((40, 24, 100, 60), "no_change"), ((20, 30, 60, 90), "no_change"),
    ],
)  # fmt: skip
def test_the_verdict_asks_what_the_others_did(cells, verdict):
    assert found(*cells).verdict == verdict


def test_the_needed_tickets_are_just_enough_for_the_end_of_the_cause_to_show():
    needed = found(2, 1, 60, 60).needed
    assert found(needed, 0, 60, 60).verdict == "improved"
    assert found(needed - 1, 0, 60, 60).ratio.high >= 1


def test_the_tickets_avoided_come_with_their_interval():
    avoided = found(31, 2, 57, 45).avoided
    would_be = 31 * 45 / 57
    assert avoided.value == pytest.approx(would_be - 2)
    assert (avoided.low, avoided.high) == (
        pytest.approx(would_be * (1 - 0.3160), abs=0.01),
        pytest.approx(would_be * (1 - 0.0127), abs=0.01),
    )


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (window(31, 57), window(2, 45, uncoded=21), "not_yet"),
        (window(31, 57, uncoded=20), window(2, 45, uncoded=2), "not_yet"),
        (window(31, 57, uncoded=9), window(2, 45, uncoded=5), "improved"),
    ],
    ids=["too few known after", "more known than before", "alike"],
)
def test_causes_that_are_not_known_yet_are_no_improvement(before, after, verdict):
    shown = effect(before, after)
    assert (shown.verdict, shown.uncoded) == (verdict, before.uncoded + after.uncoded)


def test_an_early_look_is_no_proof():
    assert found(31, 2, 57, 45, is_over=False).verdict == "not_yet"


def test_waves_widen_the_interval_by_their_root_on_the_log_scale():
    calm = window(26, 65)
    in_waves = Window(((10, 2), (0, 8), (9, 3), (0, 7), (7, 4), (0, 41)), 0, 420)
    alone = waves([in_waves.weeks])
    assert alone.factor > 2
    assert alone.weeks == 6
    assert waves([calm.weeks]).factor == 1
    narrow = effect(calm, calm).ratio
    wide = effect(in_waves, calm).ratio
    assert wide.low < narrow.low < narrow.high < wide.high


def test_a_window_without_the_cause_says_nothing_of_waves():
    varied = ((9, 1), (1, 9), (9, 1), (1, 9))
    gone = ((0, 5), (0, 6), (0, 4), (0, 5))
    assert waves([varied, gone]) == waves([varied])
    assert waves([gone]).factor == 1
    assert waves([((0, 0), (3, 3)), ()]).weeks == 1


def test_by_chance_one_in_forty_measured_looks_improved():
    judged = [EffectVerdict.IMPROVED, EffectVerdict.WORSE, EffectVerdict.NO_CHANGE, EffectVerdict.NO_CHANGE]
    assert expected_by_chance([*judged, EffectVerdict.NOT_YET, EffectVerdict.NOT_MEASURABLE]) == 0.1


@pytest.mark.parametrize("company", ["nothing", "all_fall", "all_rise", "coded_late", "waves"])
def test_with_nothing_done_seven_in_a_hundred_are_judged_at_most(company):
    """250 companies each; the long run is in docs/effects.md. The margin is two standard errors."""
    shares = share_of_verdicts(company, companies=250, chance=Random(f"M12:{company}"))
    assert shares["improved"] + shares["worse"] <= 0.07 + 2 * (0.07 * 0.93 / 250) ** 0.5


def test_a_real_fall_to_a_quarter_is_found():
    shares = share_of_verdicts("quarter", companies=250, chance=Random("M12:quarter"))
    assert shares["improved"] >= 0.85
