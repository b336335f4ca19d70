"""M12's ratio, interval and waves against SciPy's noncentral hypergeometric, on windows of chance."""

from math import inf
from random import Random

import pytest

from cxloop.reports.metrics.effect import Window, effect
from tests.recount import effects


@pytest.mark.parametrize("seed", range(12))
def test_the_interval_of_an_effect_is_that_of_another_hand(seed):
    chance = Random(seed)
    rates = [chance.choice([0.3, 1, 3]) for _ in range(4)]
    before, after = (
        [(int(chance.expovariate(1 / mine)), 1 + int(chance.expovariate(1 / others))) for _ in range(10)]
        for mine, others in (rates[:2], rates[2:])
    )
    found = effect(Window(tuple(before), answers=400), Window(tuple(after), answers=400))
    a, c, b, d = (sum(week[place] for week in window) for window in (before, after) for place in (0, 1))
    phi = effects.waves(before, after)
    low, high = effects.widened(a, b, c, d, phi)
    assert found.waves == pytest.approx(phi)
    assert found.ratio.low == pytest.approx(low, rel=1e-4)
    assert (inf if found.ratio.high is None else found.ratio.high) == pytest.approx(high, rel=1e-4)
    certain = {"improved": high < 1, "worse": low > 1}
    assert certain.get(found.verdict, not (high < 1 or low > 1))
