"""M1, the mean answer with its t interval."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from cxloop.reports.metrics.figure import Definition
from cxloop.reports.metrics.quantiles import t95
from cxloop.reports.metrics.score import M1


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of n answers in the survey's own scale; an interval needs two answers."""

    definition: Definition
    value: float | None
    low: float | None
    high: float | None
    n: int


def mean_of_tally(tally: Mapping[int, int]) -> Mean:
    """The mean of {score: answers} with its 95 % t interval (not clipped to the scale)."""
    n = sum(tally.values())
    if n == 0:
        return Mean(M1, None, None, None, 0)
    mean = sum(score * count for score, count in tally.items()) / n
    if n == 1:
        return Mean(M1, mean, None, None, 1)
    spread = sum(count * (score - mean) ** 2 for score, count in tally.items()) / (n - 1)
    half = t95(n - 1) * sqrt(spread / n)
    return Mean(M1, mean, mean - half, mean + half, n)
