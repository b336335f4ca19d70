"""k of n, never without its interval."""

from dataclasses import dataclass
from math import sqrt

from cxloop.reports.metrics.figure import Definition, Exclusion, Showing, showing
from cxloop.reports.metrics.quantiles import Z95


@dataclass(frozen=True, slots=True)
class Proportion:
    """`k` of `n` cases; `low` and `high` bound the share (0 to 1, 95 %) and are None when n is 0."""

    definition: Definition
    k: float
    n: int
    low: float | None
    high: float | None
    exclusions: tuple[Exclusion, ...] = ()

    @property
    def share(self) -> float | None:
        """k/n between 0 and 1, None when there is nothing to divide."""
        return self.k / self.n if self.n else None

    @property
    def showing(self) -> Showing:
        return showing(self.n)


def wilson(k: float, n: int) -> tuple[float, float] | None:
    """The 95 % score interval of k/n (Wilson 1927) between 0 and 1; None when n is 0.

    `k` may be a sum of weights such as thirds of a ticket with three causes.

    Raises:
        ValueError: k is negative or above n.
    """
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is no proportion")
    if n == 0:
        return None
    share, square = k / n, Z95 * Z95
    centre = share + square / (2 * n)
    half = Z95 * sqrt(share * (1 - share) / n + square / (4 * n * n))
    scale = 1 + square / n
    low = 0.0 if k == 0 else max(0.0, (centre - half) / scale)
    high = 1.0 if k == n else min(1.0, (centre + half) / scale)
    return low, high


def proportion(
    definition: Definition, k: float, n: int, exclusions: tuple[Exclusion, ...] = ()
) -> Proportion:
    """k of n with its Wilson interval."""
    interval = wilson(k, n)
    low, high = interval or (None, None)
    return Proportion(definition, k, n, low, high, exclusions)
