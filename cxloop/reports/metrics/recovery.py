"""M9: did calling help, or did the score only come back to where it usually is? Net of those we did not reach."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from cxloop.reports.metrics.figure import Definition, Exclusion, Showing, left_out, showing
from cxloop.reports.metrics.proportions import Proportion, proportion
from cxloop.reports.metrics.quantiles import Z95

M9 = Definition("M9")
RECOVERED_FROM = 7
LOWEST_BAND_TO = 4
FEWEST_A_SIDE = 5


@dataclass(frozen=True, slots=True)
class Followed:
    """`count` customers whose index answer was `before`; `after` is their first later one in time, None: none came."""

    before: int
    after: int | None
    contacted: bool
    count: int = 1

    @property
    def recovered(self) -> bool:
        return self.after is not None and self.after >= RECOVERED_FROM


@dataclass(frozen=True, slots=True)
class Net:
    """The recovered share of the contacted less that of the compared, and its interval; None: no strata."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    n_compared: int

    @property
    def is_shown(self) -> bool:
        """Whether the interval leaves out "no effect"."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


@dataclass(frozen=True, slots=True)
class Recovery:
    """Raw recovery of the contacted and of the compared, the mean move of each band, and what is left net of chance.

    `shift` is the mean move of the contacted, by band "0-4" and "5-6" where somebody answered again; `attrition` how
    many of the contacted answered again at all.
    """

    definition: Definition
    raw: Proportion
    compared: Proportion
    net: Net
    shift: Mapping[str, tuple[float, int]]
    attrition: Proportion
    exclusions: tuple[Exclusion, ...]

    @property
    def showing(self) -> Showing:
        return showing(min(self.net.n, self.net.n_compared))


def net_recovery(customers: Iterable[Followed]) -> Recovery:
    """Matched on the exact index score; strata with fewer than five who answered again on a side are left out."""
    everybody = list(customers)
    back = [one for one in everybody if one.after is not None]
    sides = {contacted: [one for one in back if one.contacted is contacted] for contacted in (True, False)}
    raw, compared = (
        proportion(M9, _count(one for one in sides[side] if one.recovered), _count(sides[side]))
        for side in (True, False)
    )
    contacted = [one for one in everybody if one.contacted]
    strata = [_stratum(score, sides) for score in sorted({one.before for one in back})]
    used = [one for one in strata if min(one[1], one[3]) >= FEWEST_A_SIDE]
    return Recovery(
        M9, raw, compared, _net(used), _shift(sides[True]),
        proportion(M9, _count(sides[True]), _count(contacted)),
        left_out(unmatched=_count(sides[True]) - sum(n for _k, n, _k0, _n0 in used)),
    )  # fmt: skip


def _count(customers: Iterable[Followed]) -> int:
    return sum(one.count for one in customers)


def _stratum(score: int, sides: Mapping[bool, list[Followed]]) -> tuple[int, int, int, int]:
    """Recovered and all of the contacted, recovered and all of the compared."""
    here = {side: [one for one in group if one.before == score] for side, group in sides.items()}
    return (
        _count(one for one in here[True] if one.recovered), _count(here[True]),
        _count(one for one in here[False] if one.recovered), _count(here[False]),
    )  # fmt: skip


def _net(strata: list[tuple[int, int, int, int]]) -> Net:
    n, n_compared = sum(one[1] for one in strata), sum(one[3] for one in strata)
    if not strata:
        return Net(None, None, None, 0, 0)
    if len(strata) == 1:
        return difference(*strata[0])
    value = variance = 0.0
    for k, here, k_compared, here_compared in strata:
        weight, share, other = here / n, k / here, k_compared / here_compared
        value += weight * (share - other)
        variance += weight**2 * (share * (1 - share) / here + other * (1 - other) / here_compared)
    reach = Z95 * sqrt(variance)
    return Net(value, value - reach, value + reach, n, n_compared)


def difference(k: int, n: int, k_compared: int, n_compared: int) -> Net:
    """k/n less k_compared/n_compared with the interval of Agresti and Caffo (2000): a success and a failure added."""
    share, other = (k + 1) / (n + 2), (k_compared + 1) / (n_compared + 2)
    middle = share - other
    reach = Z95 * sqrt(share * (1 - share) / (n + 2) + other * (1 - other) / (n_compared + 2))
    return Net(k / n - k_compared / n_compared, middle - reach, middle + reach, n, n_compared)


def _shift(contacted: Iterable[Followed]) -> dict[str, tuple[float, int]]:
    moved: dict[str, tuple[float, int]] = {}
    for one in contacted:
        band = "0-4" if one.before <= LOWEST_BAND_TO else "5-6"
        total, n = moved.get(band, (0.0, 0))
        moved[band] = (total + one.count * ((one.after or 0) - one.before), n + one.count)
    return {band: (total / n, n) for band, (total, n) in sorted(moved.items())}


def expected_rebound(correlation: float, mean: float, mean_before: float) -> float:
    """E[y − x₀ | x₀ low] ≈ (1 − ρ)(μ − x̄₀): how far low scores come back when nobody does anything (Linden 2013)."""
    return (1 - correlation) * (mean - mean_before)
