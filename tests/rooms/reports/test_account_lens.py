"""M14 against a second count, and the company bootstrap against NumPy."""

from datetime import date, timedelta
from random import Random

import numpy as np
import pytest

from cxloop.reports.metrics.accounts import Lens, account_score, voices

TODAY = date(2026, 11, 24)


def one(chance, number):
    return Lens(
        id=number, revenue=chance.choice([None, 0, 100, 5000]), answers=chance.choice([0, 0, 1, 5]),
        renews_on=chance.choice([None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=180),
                                 TODAY + timedelta(days=181)]),
        deciders=2, deciders_heard=chance.choice([0, 1, 2]), open_tickets=chance.choice([0, 0, 1]),
        is_silent=chance.random() < 0.2, unhappy=chance.choice([0, 1, 2]),
    )  # fmt: skip


def test_sums_are_what_somebody_else_adds_up():
    chance = Random(14)
    for _ in range(40):
        all_ = [one(chance, number) for number in range(chance.randint(0, 30))]
        found = voices(all_, TODAY)
        exposed = [
            a for a in all_
            if a.renews_on and 0 <= (a.renews_on - TODAY).days <= 180
            and (a.open_tickets or a.is_silent or a.unhappy >= 2)
        ]  # fmt: skip
        assert found.exposed == (len(exposed), sum(a.revenue or 0 for a in exposed))
        assert found.revenue_heard == sum(a.revenue or 0 for a in all_ if a.answers > 0)
        assert found.revenue == sum(a.revenue or 0 for a in all_)
        assert (found.deciders.k, found.deciders.n) == (sum(a.deciders_heard for a in all_), 2 * len(all_))


def test_the_interval_is_drawn_by_company():
    chance = Random(2)
    companies = [
        [max(0, min(10, round(chance.gauss(middle, 1)))) for _ in range(chance.randint(1, 12))]
        for middle in (chance.uniform(2, 11) for _ in range(30))
    ]
    found = account_score(companies)
    net = np.array([sum((s >= 9) - (s <= 6) for s in each) for each in companies])
    size = np.array([len(each) for each in companies])
    drawn = np.random.default_rng(1).integers(0, 30, (20_000, 30))
    scores = 100 * net[drawn].sum(axis=1) / size[drawn].sum(axis=1)
    assert found.value == pytest.approx(100 * net.sum() / size.sum())
    assert (found.low, found.high) == pytest.approx(tuple(np.percentile(scores, [2.5, 97.5])), abs=3)
    assert account_score(companies) == found


def test_answers_of_one_company_are_one_voice():
    alike = account_score([[10] * 50, [0] * 50])
    assert alike.high - alike.low > 150
    assert account_score([[3, 9]]).low is None
    assert account_score([[], []]).value is None
