"""M15: teams beside what chance does to so few cases, never ranked; and how much of our looking is at numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, lgamma, log

from cxloop.reports.metrics.figure import Definition, Showing, showing
from cxloop.reports.metrics.proportions import Proportion, proportion

M15 = Definition("M15")
WARNING, ALARM = 0.05, 0.002
"""Outside 95 %, and outside 99.8 %, of what chance does."""


class Place(StrEnum):
    INSIDE = "inside"
    BELOW = "below"
    ABOVE = "above"
    FAR_BELOW = "far below"
    FAR_ABOVE = "far above"


@dataclass(frozen=True, slots=True)
class Limits:
    """The smallest and largest share of n that chance brings about 95 (99.8) times in a hundred."""

    low: float
    high: float
    far_low: float
    far_high: float


@dataclass(frozen=True, slots=True)
class Compared:
    """A team's k of n, the limits for its n, and where it stands."""

    name: str
    figure: Proportion
    limits: Limits | None
    place: Place | None

    @property
    def showing(self) -> Showing:
        return showing(self.figure.n)


@dataclass(frozen=True, slots=True)
class Funnel:
    definition: Definition
    overall: Proportion
    teams: tuple[Compared, ...]


def funnel(teams: Mapping[str, tuple[int, int]]) -> Funnel:
    """{team: (k, n)} against the rate of all together; in the order given, for there are no ranks."""
    k, n = sum(one[0] for one in teams.values()), sum(one[1] for one in teams.values())
    overall = proportion(M15, k, n)
    return Funnel(M15, overall, tuple(_compared(name, *team, overall.share) for name, team in teams.items()))


def _compared(name: str, k: int, n: int, rate: float | None) -> Compared:
    figure = proportion(M15, k, n)
    if not n or rate is None:
        return Compared(name, figure, None, None)
    return Compared(name, figure, limits(rate, n), place(k, n, rate))


def limits(rate: float, n: int) -> Limits:
    """Exact binomial limits around `rate` for n cases."""
    shares = _probabilities(rate, n)
    low, high = _inside(shares, WARNING)
    far_low, far_high = _inside(shares, ALARM)
    return Limits(low / n, high / n, far_low / n, far_high / n)


def place(k: int, n: int, rate: float) -> Place:
    """Where k of n lies when the true rate is `rate`."""
    found = limits(rate, n)
    share, slack = k / n, 1e-9
    if share < found.far_low - slack:
        return Place.FAR_BELOW
    if share > found.far_high + slack:
        return Place.FAR_ABOVE
    if share < found.low - slack:
        return Place.BELOW
    return Place.ABOVE if share > found.high + slack else Place.INSIDE


def _inside(shares: Sequence[float], outside: float) -> tuple[int, int]:
    """The first and last count that leave at most half of `outside` beyond them."""
    half, below, low = outside / 2, 0.0, 0
    while below + shares[low] <= half:
        below += shares[low]
        low += 1
    above, high = 0.0, len(shares) - 1
    while above + shares[high] <= half:
        above += shares[high]
        high -= 1
    return low, high


def _probabilities(rate: float, n: int) -> list[float]:
    if rate in (0.0, 1.0):
        return [float(k == round(rate * n)) for k in range(n + 1)]
    whole = lgamma(n + 1)
    return [
        exp(whole - lgamma(k + 1) - lgamma(n - k + 1) + k * log(rate) + (n - k) * log(1 - rate))
        for k in range(n + 1)
    ]


LOOKED_AT = ("score", "improvement", "ticket", "verbatim")


def number_watching(views: Mapping[str, int]) -> Proportion:
    """Of the pages looked at, how many were about the score: the rest are about customers and what we change."""
    return proportion(M15, views.get("score", 0), sum(views.get(kind, 0) for kind in LOOKED_AT))
