"""M9, with the definition's own numbers, simulated customers, and a second count written from the definition."""

import math
from random import Random

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from cxloop.reports.metrics.recovery import Followed, difference, expected_rebound, net_recovery


def test_the_vector_of_the_definition():
    net = difference(36, 80, 22, 70)
    assert [round(100 * one, 1) for one in (net.value, net.low, net.high)] == [13.6, -2.1, 28.4]
    assert not net.is_shown


def test_a_single_stratum_has_the_interval_of_agresti_and_caffo():
    chance = Random(9)
    for _ in range(50):
        n, n0 = chance.randint(5, 90), chance.randint(5, 90)
        k, k0 = chance.randint(0, n), chance.randint(0, n0)
        net = difference(k, n, k0, n0)
        theirs = confint_proportions_2indep(k, n, k0, n0, method="agresti-caffo", compare="diff")
        assert (net.low, net.high) == pytest.approx(theirs, abs=1e-5)


def naive(customers):
    """By the definition, one customer after the other."""
    r = {}
    for x0, y, contacted in customers:
        if y is not None:
            r.setdefault(x0, {True: [], False: []})[contacted].append(1 if y >= 7 else 0)
    used = {s: both for s, both in r.items() if len(both[True]) >= 5 and len(both[False]) >= 5}
    if len(used) < 2:
        return None
    all_contacted = sum(len(both[True]) for both in used.values())
    net = square = 0
    for both in used.values():
        w = len(both[True]) / all_contacted
        r1, r0 = (sum(both[side]) / len(both[side]) for side in (True, False))
        net += w * (r1 - r0)
        square += w * w * (r1 * (1 - r1) / len(both[True]) + r0 * (1 - r0) / len(both[False]))
    return net, net - 1.959964 * math.sqrt(square), net + 1.959964 * math.sqrt(square)


def test_it_is_what_somebody_else_counts():
    chance = Random(90)
    compared = 0
    for _ in range(60):
        people = [
            (chance.randint(0, 6), chance.choice([None, *range(11)]), chance.random() < 0.6)
            for _ in range(chance.randint(0, 300))
        ]
        ours, theirs = net_recovery(Followed(*one) for one in people).net, naive(people)
        if theirs is not None:
            compared += 1
            assert (ours.value, ours.low, ours.high) == pytest.approx(theirs, abs=1e-6)
    assert compared > 30


def test_nobody_answered_again_is_no_figure():
    found = net_recovery([Followed(3, None, contacted=True, count=4)])
    assert found.net.value is None
    assert (found.raw.n, found.attrition.k, found.attrition.n) == (0, 0, 4)


def test_where_nothing_is_done_the_raw_recovery_is_large_and_the_net_one_is_not_shown():
    """Simulated customers, μ 7.6, sd 2.6, ρ 0.5: 44.8 % "recover" by themselves, 1.39 points up."""
    chance, shown = Random(4), 0
    for _ in range(40):
        people = [_asked_twice(chance, 0.5) for _ in range(1200)]
        low = [one for one in people if one[0] <= 6]
        found = net_recovery(Followed(x, y, contacted=chance.random() < 0.5) for x, y in low)
        shown += found.net.is_shown
        assert found.raw.share == pytest.approx(0.448, abs=0.13)
    assert shown <= 6  # 5 % of 40 are 2


@pytest.mark.parametrize(("rho", "points"), [(0.5, 1.39), (0.6, 1.14), (0.7, 0.87), (0.8, 0.60)])
def test_scores_come_back_by_themselves_about_as_far_as_the_formula_says(rho, points):
    chance = Random(5)
    people = [_asked_twice(chance, rho) for _ in range(30_000)]
    low = [(x, y) for x, y in people if x <= 6]
    moved = sum(y - x for x, y in low) / len(low)
    assert moved == pytest.approx(points, abs=0.12)
    mean = sum(x for x, _ in people) / len(people)
    said = expected_rebound(rho, mean, sum(x for x, _ in low) / len(low))
    assert said == pytest.approx(moved, abs=0.35)


def _asked_twice(chance, rho):
    same = chance.gauss(0, 1)
    each = [7.6 + 2.6 * (math.sqrt(rho) * same + math.sqrt(1 - rho) * chance.gauss(0, 1)) for _ in range(2)]
    return tuple(min(10, max(0, round(one))) for one in each)
