"""Quantiles of the normal and of Student's t distribution, without tables."""

from math import atan, cos, pi, sin, sqrt
from statistics import NormalDist

from cxloop.reports.metrics.figure import CONFIDENCE

NORMAL = NormalDist()
Z95 = NORMAL.inv_cdf(0.5 + CONFIDENCE / 2)
Z80_POWER = NORMAL.inv_cdf(0.8)

_SERIES_UP_TO = 60
_HALVINGS = 90


def two_sided_p(z: float) -> float:
    """The probability of a standard normal at least as far from 0 as `z`."""
    return 2 * NORMAL.cdf(-abs(z))


def t95(degrees: int) -> float:
    """The t with `degrees` of freedom that leaves 2.5 % on each side.

    Raises:
        ValueError: fewer than one degree of freedom.
    """
    if degrees < 1:
        raise ValueError("a t quantile needs at least one degree of freedom")
    return _expansion(degrees) if degrees > _SERIES_UP_TO else _bisection(degrees)


def _bisection(degrees: int) -> float:
    low, high = 0.0, 13.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _central_area(middle, degrees) < CONFIDENCE else (low, middle)
    return (low + high) / 2


def _central_area(t: float, degrees: int) -> float:
    """P(-t < T < t) by the finite series for whole degrees of freedom (Abramowitz & Stegun 26.7.3 f.)."""
    angle = atan(t / sqrt(degrees))
    squared = cos(angle) ** 2
    odd = degrees % 2 == 1
    term = cos(angle) if odd else 1.0
    total = term if degrees > 1 else 0.0
    for power in range(3 if odd else 2, degrees - 1, 2):
        term *= squared * ((power - 1) / power)
        total += term
    return 2 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total


def _expansion(degrees: int) -> float:
    """Cornish-Fisher expansion around the normal quantile (Abramowitz & Stegun 26.7.5)."""
    z = Z95
    return (
        z
        + (z**3 + z) / (4 * degrees)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * degrees**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * degrees**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * degrees**4)
    )
