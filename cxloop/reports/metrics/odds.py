"""The exact interval of a ratio of ratios (b/a)/(d/c) from four counts, given their margins.

b of the a+b tickets fall after; given a+b, c+d and b+d it follows Fisher's noncentral hypergeometric distribution with
odds ratio ρ = (b·c)/(a·d) (Fisher 1935; Cornfield 1956), here with the mid-P rule: half of the observed point belongs
to either tail (Lancaster 1961). Without a comparison b of a+b is binomial with ρ·n₁/(n₀ + ρ·n₁).
"""

from collections.abc import Callable, Sequence
from math import exp, inf, lgamma

TAIL = 0.025
HALVINGS = 200
FARTHEST = 60.0
"""ln ρ is looked for between these; beyond, a bound is 0 or there is none."""


def ratio_interval(a: int, b: int, c: int, d: int) -> tuple[float, float]:
    """The 95 % mid-P bounds of (b/a)/(d/c); 0 and infinity where the counts set no limit.

    Raises:
        ValueError: a count is negative.
    """
    if min(a, b, c, d) < 0:
        raise ValueError("counts cannot be negative")
    first, after = max(0, b + d - (c + d)), min(a + b, b + d)
    weights = [_log_choose(a + b, x) + _log_choose(c + d, b + d - x) for x in range(first, after + 1)]
    return _bounds(weights, b - first)


def before_after_interval(a: int, b: int, exposure_before: int, exposure_after: int) -> tuple[float, float]:
    """The 95 % mid-P bounds of (b/n₁)/(a/n₀), given a+b.

    Raises:
        ValueError: a count is negative, or nobody answered in a window.
    """
    if min(a, b) < 0:
        raise ValueError("counts cannot be negative")
    if min(exposure_before, exposure_after) < 1:
        raise ValueError("a rate needs answers in both windows")
    low, high = _bounds([_log_choose(a + b, x) for x in range(a + b + 1)], b)
    return low * exposure_before / exposure_after, high * exposure_before / exposure_after


def _bounds(log_weights: Sequence[float], place: int) -> tuple[float, float]:
    """Where the mid-P probability of at least, and of at most, the observed place is 2.5 %."""
    last = len(log_weights) - 1

    def above(log_ratio: float) -> float:
        return _mid_tail(log_weights, place, log_ratio)

    low = 0.0 if place == 0 else exp(_solved(lambda at: above(at) - TAIL))
    high = inf if place == last else exp(_solved(lambda at: above(at) - (1 - TAIL)))
    return low, high


def _mid_tail(log_weights: Sequence[float], place: int, log_ratio: float) -> float:
    """P(X > place) + P(X = place)/2 at this ratio; grows with it."""
    terms = [weight + log_ratio * x for x, weight in enumerate(log_weights)]
    top = max(terms)
    masses = [exp(term - top) for term in terms]
    return (sum(masses[place + 1 :]) + masses[place] / 2) / sum(masses)


def _solved(rising: Callable[[float], float]) -> float:
    low, high = -FARTHEST, FARTHEST
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
