"""M2, the control chart: is this series one steady system, or did something happen?"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from cxloop.reports.metrics.change import M2
from cxloop.reports.metrics.figure import Definition

MOVING_RANGE_FACTOR = 2.66


@dataclass(frozen=True, slots=True)
class ControlLimits:
    """Mean and natural limits of a series, and the positions of the points outside them."""

    definition: Definition
    n: int
    mean: float | None
    low: float | None
    high: float | None
    outside: tuple[int, ...]


def control_limits(series: Sequence[float]) -> ControlLimits:
    """XmR limits, mean ± 2.66·mean moving range; they need two points."""
    n = len(series)
    if n < 2:
        return ControlLimits(M2, n, fmean(series) if series else None, None, None, ())
    mean = fmean(series)
    reach = MOVING_RANGE_FACTOR * fmean(abs(after - before) for before, after in pairwise(series))
    outside = tuple(place for place, value in enumerate(series) if not mean - reach <= value <= mean + reach)
    return ControlLimits(M2, n, mean, mean - reach, mean + reach, outside)
