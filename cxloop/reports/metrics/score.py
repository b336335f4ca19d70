"""M1: the score with its uncertainty. People who saw the question and skipped it are in no denominator."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from cxloop.reports.metrics.figure import Definition, Exclusion, Showing, left_out, showing
from cxloop.reports.metrics.proportions import wilson
from cxloop.reports.metrics.quantiles import Z95

M1 = Definition("M1")
PROMOTER_FROM, PASSIVE_FROM, HIGHEST = 9, 7, 10


@dataclass(frozen=True, slots=True)
class Score:
    """A score on 100: NPS from -100 to 100, a share from 0 to 100. All None when nobody answered.

    `adjusted` and `standard_error` (points) are what a comparison of two periods uses; `variance` is that of
    one answer (on 0..1 or -1..1), which decides how many answers a given move needs.
    """

    definition: Definition
    kind: Literal["nps", "share"]
    value: float | None
    low: float | None
    high: float | None
    n: int
    adjusted: float | None
    standard_error: float | None
    variance: float | None
    exclusions: tuple[Exclusion, ...] = ()

    @property
    def showing(self) -> Showing:
        return showing(self.n)


def nps(
    promoters: int, passives: int, detractors: int, skipped: int = 0, population: int | None = None
) -> Score:
    """Net promoter score, 100·(P-D)/n, with the adjusted Wald interval (Rocks 2016, arXiv 1601.07235).

    `population` narrows the interval of a census-like list by √((N-n)/(N-1)); it does not cure non-response.

    Raises:
        ValueError: a count is negative, or the population is smaller than its sample.
    """
    if min(promoters, passives, detractors, skipped) < 0:
        raise ValueError("counts cannot be negative")
    n = promoters + passives + detractors
    exclusions = left_out(skipped=skipped)
    if n == 0:
        return Score(M1, "nps", None, None, None, 0, None, None, None, exclusions)
    p, d, adjusted_n = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3), n + 3
    error = sqrt((p + d - (p - d) ** 2) / adjusted_n) * _finite(n, population)
    middle = 100 * (p - d)
    return Score(
        M1, "nps", 100 * (promoters - detractors) / n,
        max(-100.0, middle - 100 * Z95 * error), min(100.0, middle + 100 * Z95 * error), n,
        middle, 100 * error, (promoters + detractors) / n - ((promoters - detractors) / n) ** 2, exclusions,
    )  # fmt: skip


def nps_of(scores: Iterable[int | None]) -> Score:
    """The NPS of single answers from 0 to 10, None where the question was skipped."""
    tally: dict[int, int] = {}
    skipped = 0
    for score in scores:
        if score is None:
            skipped += 1
        else:
            tally[score] = tally.get(score, 0) + 1
    return nps_of_tally(tally, skipped=skipped)


def nps_of_tally(tally: Mapping[int, int], skipped: int = 0, passive_from: int = PASSIVE_FROM) -> Score:
    """The NPS of {score: answers}; `passive_from=6` answers "what if a six were a passive?".

    Raises:
        ValueError: a score outside 0 to 10.
    """
    if any(not 0 <= score <= HIGHEST for score in tally):
        raise ValueError("an NPS answer lies between 0 and 10")
    promoters = sum(count for score, count in tally.items() if score >= PROMOTER_FROM)
    detractors = sum(count for score, count in tally.items() if score < passive_from)
    return nps(promoters, sum(tally.values()) - promoters - detractors, detractors, skipped)


def share(k: int, n: int, skipped: int = 0) -> Score:
    """k of n answers on 100 (CSAT top two boxes, CES or OSAT at or above a mark) with the Wilson interval.

    For comparing periods: one success and one failure added (Agresti & Caffo 2000).
    """
    interval = wilson(k, n)
    exclusions = left_out(skipped=skipped)
    if interval is None:
        return Score(M1, "share", None, None, None, 0, None, None, None, exclusions)
    low, high = interval
    padded = (k + 1) / (n + 2)
    error = sqrt(padded * (1 - padded) / (n + 2))
    plain = k / n
    return Score(
        M1, "share", 100 * plain, 100 * low, 100 * high, n,
        100 * padded, 100 * error, plain * (1 - plain), exclusions,
    )  # fmt: skip


def share_of_tally(tally: Mapping[int, int], at_or_above: int, skipped: int = 0) -> Score:
    """The share of {score: answers} at or above a mark, on 100."""
    k = sum(count for score, count in tally.items() if score >= at_or_above)
    return share(k, sum(tally.values()), skipped)


def _finite(n: int, population: int | None) -> float:
    if population is None:
        return 1.0
    if population < n:
        raise ValueError("a population cannot be smaller than its sample")
    return sqrt((population - n) / (population - 1)) if population > 1 else 0.0
