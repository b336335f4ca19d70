"""Drivers: how much of the score each question explains, shared fairly among questions that say the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import factorial
from random import Random

from cxloop.reports.metrics.figure import Definition

DRIVERS = Definition("drivers")
FEWEST, PER_DRIVER = 100, 10
MOST_DRIVERS = 10
"""Of so many questions every subset is looked at: a thousand."""
RESAMPLES = 200
Answers = Sequence[tuple[float, tuple[float, ...]]]
"""The score, and the value of each question in one order."""


@dataclass(frozen=True, slots=True)
class Driver:
    """Its share of what is explained (0 to 1) with a bootstrap interval."""

    name: str
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Importance:
    """`refused` says why there is none: "few" answers (`needed` of them), "many" questions, "none", or "flat"."""

    definition: Definition
    n: int
    needed: int
    explained: float | None
    drivers: tuple[Driver, ...]
    refused: str | None = None


def needed(drivers: int) -> int:
    return max(FEWEST, PER_DRIVER * drivers)


def importance(answers: Answers, names: Sequence[str], seed: int = 6) -> Importance:
    """Shapley values of R² (Lipovetsky and Conklin 2001), each question's mean gain over all orders of entering."""
    n, wanted = len(answers), needed(len(names))

    def refuse(why: str) -> Importance:
        return Importance(DRIVERS, n, wanted, None, (), why)

    if not names:
        return refuse("none")
    if n < wanted:
        return refuse("few")
    if len(names) > MOST_DRIVERS:
        return refuse("many")
    shares = _shapley(_moments(answers), len(names))
    explained = sum(shares)
    if explained <= 0:
        return refuse("flat")
    chance, drawn = Random(seed), []
    for _ in range(RESAMPLES):
        again = _shapley(_moments(chance.choices(answers, k=n)), len(names))
        whole = sum(again)
        if whole > 0:
            drawn.append([one / whole for one in again])
    found = []
    for place, name in enumerate(names):
        each = sorted(one[place] for one in drawn)
        found.append(
            Driver(
                name,
                shares[place] / explained,
                each[int(0.025 * len(each))],
                each[int(0.975 * (len(each) - 1))],
            )
        )
    return Importance(DRIVERS, n, wanted, explained, tuple(sorted(found, key=lambda one: -one.share)))


def _moments(answers: Answers) -> list[list[float]]:
    """Covariances of (questions …, score), times n."""
    rows = [(*values, score) for score, values in answers]
    width, n = len(rows[0]), len(rows)
    means = [sum(row[at] for row in rows) / n for at in range(width)]
    centred = [[value - mean for value, mean in zip(row, means, strict=True)] for row in rows]
    products = [[0.0] * width for _ in range(width)]
    for row in centred:
        for one in range(width):
            for other in range(one, width):
                products[one][other] += row[one] * row[other]
    for one in range(width):
        for other in range(one):
            products[one][other] = products[other][one]
    return products


def _shapley(moments: list[list[float]], drivers: int) -> list[float]:
    @cache
    def explains(subset: frozenset[int]) -> float:
        return _r_squared(moments, sorted(subset), drivers)

    everybody = frozenset(range(drivers))
    found = []
    for one in range(drivers):
        total = 0.0
        for subset in _subsets(everybody - {one}):
            weight = factorial(len(subset)) * factorial(drivers - len(subset) - 1) / factorial(drivers)
            total += weight * (explains(subset | {one}) - explains(subset))
        found.append(total)
    return found


def _subsets(of: frozenset[int]) -> list[frozenset[int]]:
    found = [frozenset[int]()]
    for one in sorted(of):
        found += [subset | {one} for subset in found]
    return found


def _r_squared(moments: list[list[float]], chosen: Sequence[int], score: int) -> float:
    """By elimination with a pivot; a question that adds nothing new is passed over."""
    total = moments[score][score]
    if not chosen or total <= 0:
        return 0.0
    rows = [[moments[one][other] for other in chosen] + [moments[one][score]] for one in chosen]
    size, explained = len(chosen), 0.0
    scale = max(rows[at][at] for at in range(size)) or 1.0
    left = set(range(size))
    while left:
        pivot = max(left, key=lambda at: rows[at][at])
        if rows[pivot][pivot] <= 1e-9 * scale:
            break
        left.remove(pivot)
        explained += rows[pivot][size] ** 2 / rows[pivot][pivot]
        for at in left:
            factor = rows[at][pivot] / rows[pivot][pivot]
            rows[at] = [value - factor * other for value, other in zip(rows[at], rows[pivot], strict=True)]
    return min(1.0, explained / total)


def values_of(attributes: Mapping[str, object]) -> dict[str, float]:
    """The answers to further questions that are numbers."""
    found = {}
    for name, value in attributes.items():
        try:
            found[name] = float(str(value).replace(",", "."))
        except ValueError:
            continue
    return found
