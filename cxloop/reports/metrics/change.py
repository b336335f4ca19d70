"""M2: did the score move, and what move could this many answers show at all?"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, sqrt
from statistics import fmean, stdev

from cxloop.reports.metrics.figure import Definition, Showing, showing
from cxloop.reports.metrics.quantiles import Z80_POWER, Z95, two_sided_p
from cxloop.reports.metrics.score import Score

M2 = Definition("M2")


class Verdict(StrEnum):
    RISE = "rise"
    FALL = "fall"
    NOISE = "within noise"


@dataclass(frozen=True, slots=True)
class Change:
    """A move in points: `raw` between the printed scores, `adjusted` the one the interval is around.

    `n` is the smaller of the two periods. Everything but the definition and n is None when a period is empty.
    """

    definition: Definition
    n: int
    raw: float | None
    adjusted: float | None
    low: float | None
    high: float | None
    p: float | None
    verdict: Verdict | None

    @property
    def showing(self) -> Showing:
        return showing(self.n)


def change(before: Score, after: Score) -> Change:
    """The difference of two independent periods: Δ=s₂-s₁, SE=√(SE₁²+SE₂²) (Lewis & Sauro, adjusted Wald).

    Raises:
        ValueError: the two are different kinds of score.
    """
    if before.kind != after.kind:
        raise ValueError("scores of two kinds are never compared")
    n = min(before.n, after.n)
    if before.value is None or after.value is None or before.adjusted is None or after.adjusted is None:
        return Change(M2, n, None, None, None, None, None, None)
    moved = after.adjusted - before.adjusted
    error = sqrt((before.standard_error or 0) ** 2 + (after.standard_error or 0) ** 2)
    return _judged(n, after.value - before.value, moved, error)


def paired_change(differences: Sequence[int]) -> Change:
    """The same people asked twice: the mean of their class differences, -2 to +2, over its own error."""
    n = len(differences)
    minimum = 2
    if n < minimum:
        return Change(M2, n, None, None, None, None, None, None)
    moved = 100 * fmean(differences)
    return _judged(n, moved, moved, 100 * stdev(differences) / sqrt(n))


def answers_needed(variance: float, points: float) -> int:
    """Answers per period that show a move of `points` with 80 % power: 2V·((1.96+0.84)/δ)².

    For NPS V=p+d-(p-d)², for a share V=p(1-p).

    Raises:
        ValueError: no move to look for.
    """
    if points <= 0:
        raise ValueError("a move to look for is above 0 points")
    return ceil(2 * variance * ((Z95 + Z80_POWER) / (points / 100)) ** 2)


def smallest_visible_change(score: Score) -> float | None:
    """The smallest move in points that two periods of this n would show; None when all answers are alike."""
    if not score.n or not score.variance:
        return None
    return 100 * (Z95 + Z80_POWER) * sqrt(2 * score.variance / score.n)


def _judged(n: int, raw: float, moved: float, error: float) -> Change:
    low, high = moved - Z95 * error, moved + Z95 * error
    verdict = Verdict.RISE if low > 0 else Verdict.FALL if high < 0 else Verdict.NOISE
    p = two_sided_p(moved / error) if error else (0.0 if moved else 1.0)
    return Change(M2, n, raw, moved, low, high, p, verdict)
