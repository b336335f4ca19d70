"""M12: a ratio of ratios, exact; the interval by SciPy's noncentral hypergeometric instead of our own sums."""

from math import exp, inf, log, sqrt

from scipy.optimize import brentq
from scipy.stats import nchypergeom_fisher


def mid_p(a: int, b: int, c: int, d: int, ratio: float, *, above: bool) -> float:
    """The chance of b or more (or fewer) had the ratio been this, the count itself by half."""
    law = nchypergeom_fisher(a + b + c + d, a + b, b + d, ratio)
    return float((law.sf(b) if above else law.cdf(b - 1)) + law.pmf(b) / 2)


def interval(a: int, b: int, c: int, d: int) -> tuple[float, float]:
    """The ratios that a mid-P test at 2.5 % on either side does not refuse."""
    lowest, highest = max(0, b + d - (c + d)), min(a + b, b + d)

    def solve(*, above: bool) -> float:
        return exp(brentq(lambda x: mid_p(a, b, c, d, exp(x), above=above) - 0.025, -14, 14, xtol=1e-12))

    return (
        0.0 if b == lowest else solve(above=True),
        inf if b == highest else solve(above=False),
    )


def waves(weeks: list[tuple[int, int]], *more: list[tuple[int, int]]) -> float:
    """φ: Pearson's χ² over its degrees of freedom of weekly shares, each window by itself; at least 1."""
    total = freedom = 0.0
    for window in (weeks, *more):
        target, other = (sum(week[place] for week in window) for place in (0, 1))
        if not target or not other:
            continue
        share, busy = target / (target + other), [week for week in window if sum(week)]
        freedom += len(busy) - 1
        for mine, theirs in busy:
            n = mine + theirs
            total += (mine - n * share) ** 2 / (n * share * (1 - share))
    return max(1.0, total / freedom) if freedom else 1.0


def widened(a: int, b: int, c: int, d: int, phi: float) -> tuple[float, float]:
    middle = log((b + 0.5) / (a + 0.5)) - log((d + 0.5) / (c + 0.5))
    low, high = interval(a, b, c, d)

    def away(bound: float) -> float:
        return bound if bound in {0.0, inf} else exp(middle + (log(bound) - middle) * sqrt(phi))

    return away(low), away(high)
