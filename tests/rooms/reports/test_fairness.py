"""M15's funnel and index, against SciPy's binomial."""

from random import Random

import pytest
from scipy.stats import binom

from cxloop.reports.metrics.fairness import Place, funnel, limits, number_watching, place


def test_limits_leave_as_much_outside_as_scipy_says():
    chance = Random(15)
    for _ in range(60):
        n, rate = chance.randint(1, 400), chance.uniform(0.02, 0.98)
        found = limits(rate, n)
        _leaves(rate, n, round(found.low * n), round(found.high * n), 0.05)
        _leaves(rate, n, round(found.far_low * n), round(found.far_high * n), 0.002)


def _leaves(rate, n, low, high, outside):
    assert binom.cdf(low - 1, n, rate) <= outside / 2 + 1e-9 < binom.cdf(low, n, rate) + 2e-9
    assert binom.sf(high, n, rate) <= outside / 2 + 1e-9 < binom.sf(high - 1, n, rate) + 2e-9


def test_teams_that_differ_by_chance_alone_are_seldom_flagged():
    chance, flagged, teams = Random(3), 0, 0
    for _ in range(200):
        found = funnel({str(team): (sum(chance.random() < 0.7 for _ in range(40)), 40) for team in range(6)})
        teams += 6
        flagged += sum(one.place is not Place.INSIDE for one in found.teams)
    assert flagged / teams < 0.05


def test_a_team_far_away_is_flagged_and_one_of_five_cases_is_not():
    found = funnel({"North": (190, 200), "South": (100, 200), "Tiny": (2, 5), "Nobody": (0, 0)})
    where = {one.name: one.place for one in found.teams}
    assert where == {"North": Place.FAR_ABOVE, "South": Place.FAR_BELOW, "Tiny": Place.INSIDE, "Nobody": None}
    assert [one.name for one in found.teams] == ["North", "South", "Tiny", "Nobody"]


@pytest.mark.parametrize("rate", [0.0, 1.0])
def test_where_all_teams_kept_all_or_nothing_none_stands_out(rate):
    assert place(round(7 * rate), 7, rate) is Place.INSIDE


def test_no_team_is_no_figure():
    assert funnel({}).overall.share is None


def test_number_watching_counts_what_was_looked_at():
    found = number_watching({"score": 30, "ticket": 50, "verbatim": 15, "improvement": 5, "queue": 900})
    assert (found.k, found.n) == (30, 100)
