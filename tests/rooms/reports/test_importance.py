"""Drivers against a Shapley value written from its definition with NumPy, and the rules for refusing."""

from itertools import permutations
from random import Random

import numpy as np
import pytest

from cxloop.reports.metrics.importance import importance, needed, values_of


def made(n, seed, drivers=4):
    chance, found = Random(seed), []
    for _ in range(n):
        first = chance.gauss(0, 1)
        values = [first, first + chance.gauss(0, 0.4), *(chance.gauss(0, 1) for _ in range(drivers - 2))]
        found.append((3 * values[0] + values[2] + chance.gauss(0, 2), tuple(values)))
    return found


def r_squared(x, y, chosen):
    if not chosen:
        return 0.0
    design = np.column_stack([np.ones(len(y)), x[:, chosen]])
    rest = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return 1 - rest @ rest / ((y - y.mean()) @ (y - y.mean()))


def test_shares_are_the_mean_gain_over_all_orders():
    answers = made(150, 6)
    x, y = np.array([one[1] for one in answers]), np.array([one[0] for one in answers])
    gains = np.zeros(4)
    orders = list(permutations(range(4)))
    for order in orders:
        for place, one in enumerate(order):
            gains[one] += r_squared(x, y, list(order[: place + 1])) - r_squared(x, y, list(order[:place]))
    gains /= len(orders)
    found = importance(answers, ["a", "b", "c", "d"])
    assert found.explained == pytest.approx(gains.sum())
    assert {one.name: one.share for one in found.drivers} == pytest.approx(
        dict(zip("abcd", gains / gains.sum(), strict=True))
    )
    assert all(one.low <= one.share <= one.high for one in found.drivers)


def test_the_same_question_twice_shares_what_it_explains():
    answers = [(score, (values[0], values[0], values[2])) for score, values in made(200, 8)]
    found = {one.name: one.share for one in importance(answers, ["a", "again", "c"]).drivers}
    assert found["a"] == pytest.approx(found["again"])


@pytest.mark.parametrize(
    ("n", "names", "why"),
    [(99, "ab", "few"), (200, "", "none"), (150, "abcdefghijk", "many"), (119, "abcdefghijkl", "few")],
)  # fmt: skip
def test_it_refuses(n, names, why):
    found = importance([(1.0, (1.0,) * len(names))] * n, list(names))
    assert (found.refused, found.drivers) == (why, ())


def test_where_all_say_the_same_there_is_nothing_to_explain():
    assert importance([(9.0, (5.0, 5.0))] * 120, ["a", "b"]).refused == "flat"


def test_ten_answers_a_driver_are_needed_and_a_hundred_at_least():
    assert [needed(drivers) for drivers in (1, 10, 12)] == [100, 100, 120]


def test_numbers_are_read_and_words_are_not():
    assert values_of({"q1": 4, "q2": "3,5", "branch": "North", "none": None}) == {"q1": 4.0, "q2": 3.5}
