"""M12: did the improvement work? The target's tickets after and before, against everything that was not changed.

Volumes move all causes by the same factor, not by the same number of points, so the effect is a ratio of ratios:
ρ = (b/a)/(d/c) of the tickets of the target before and after (a, b) and of the comparison (c, d); answers cancel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, inf, isinf, log

from cxloop.reports.metrics.figure import Definition
from cxloop.reports.metrics.odds import before_after_interval, ratio_interval
from cxloop.reports.metrics.waves import Week, waves

M12 = Definition("M12", 2)
CODED_AT_LEAST = 0.70
CODED_ALIKE = 0.10
"""Shares of coded tickets that may lie apart, before and after."""
MOST_NEEDED = 100_000
BY_CHANCE = 0.025
"""How often an improvement without effect is called improved."""


class EffectVerdict(StrEnum):
    IMPROVED = "improved"
    NO_CHANGE = "no_change"
    WORSE = "worse"
    NOT_MEASURABLE = "not_measurable"
    NOT_YET = "not_yet"
    """Too few causes are known, or the time after it is not over."""


@dataclass(frozen=True, slots=True)
class Window:
    """Weeks of (target, others) tickets whose cause is known, the tickets without a cause, and the answers given."""

    weeks: tuple[Week, ...]
    uncoded: int = 0
    answers: int = 0

    @property
    def target(self) -> int:
        return sum(week[0] for week in self.weeks)

    @property
    def others(self) -> int:
        return sum(week[1] for week in self.weeks)

    @property
    def coded(self) -> int:
        return self.target + self.others

    @property
    def coded_share(self) -> float | None:
        """Tickets with a cause of all of them; None without a ticket."""
        tickets = self.coded + self.uncoded
        return self.coded / tickets if tickets else None


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its 95 % interval; None: it cannot be said, or there is no limit."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Effect:
    """The verdict and what it rests on.

    `ratio` is ρ, what became of the target as a multiple of what it would have been; `avoided` the tickets that did not
    come because of it. `needed` is how many tickets before it takes to see even the cause's complete end. `waves` and
    `weeks` are φ and the weeks it comes from.
    """

    definition: Definition
    verdict: EffectVerdict
    ratio: Interval
    avoided: Interval
    needed: int | None
    uncoded: int
    waves: float
    weeks: int
    before_after_only: bool


def effect(before: Window, after: Window, *, is_over: bool = True) -> Effect:
    """The effect between two windows of the same length.

    Args:
        is_over: the time after going live has ended, and the causes of its tickets had their thirty days.
    """
    a, b, c, d = before.target, after.target, before.others, after.others
    alone = c + d == 0
    varied = waves((before.weeks, after.weeks))
    low, high = _interval(before, after, a, b)
    plain = (b * before.answers, a * after.answers) if alone else (b * c, a * d)
    ratio = Interval(plain[0] / plain[1] if plain[1] else None, low, None if isinf(high) else high)
    would_be = _would_be(before, after)
    return Effect(
        M12, _verdict(before, after, low, high, is_over=is_over), ratio, _avoided(would_be, ratio),
        needed(before, after), before.uncoded + after.uncoded, varied.factor, varied.weeks, alone,
    )  # fmt: skip


def needed(before: Window, after: Window) -> int | None:
    """The fewest target tickets before that would show the cause's end; None when no number would."""
    low, high = 0, 1
    while _interval(before, after, high, 0)[1] >= 1:
        low, high = high, 2 * high
        if high > MOST_NEEDED:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _interval(before, after, middle, 0)[1] >= 1 else (low, middle)
    return high


def _verdict(before: Window, after: Window, low: float, high: float, *, is_over: bool) -> EffectVerdict:
    if not is_over or not _is_coded(before, after):
        return EffectVerdict.NOT_YET
    if high < 1:
        return EffectVerdict.IMPROVED
    if low > 1:
        return EffectVerdict.WORSE
    if _interval(before, after, before.target + after.target, 0)[1] >= 1:
        return EffectVerdict.NOT_MEASURABLE
    return EffectVerdict.NO_CHANGE


def _is_coded(before: Window, after: Window) -> bool:
    """Whether enough causes are known, and about as many before as after."""
    was, now = before.coded_share, after.coded_share
    if now is not None and now < CODED_AT_LEAST:
        return False
    return was is None or now is None or abs(was - now) <= CODED_ALIKE + 1e-9


def _interval(before: Window, after: Window, a: int, b: int) -> tuple[float, float]:
    """The bounds of ρ for these target tickets, widened by the waves around ln ρ (half a ticket more in each cell)."""
    c, d = before.others, after.others
    if c + d == 0:
        if not (before.answers and after.answers):
            return 0.0, inf
        low, high = before_after_interval(a, b, before.answers, after.answers)
        middle = log((b + 0.5) / (a + 0.5) * before.answers / after.answers)
    else:
        low, high = ratio_interval(a, b, c, d)
        middle = log((b + 0.5) / (a + 0.5) / ((d + 0.5) / (c + 0.5)))
    wider = waves((before.weeks, after.weeks)).widening
    return _widened(low, middle, wider), _widened(high, middle, wider)


def _widened(bound: float, middle: float, wider: float) -> float:
    return bound if bound == 0 or isinf(bound) else exp(middle + wider * (log(bound) - middle))


def _would_be(before: Window, after: Window) -> float | None:
    """The target's tickets after, had it moved like the others."""
    if before.others + after.others == 0:
        return before.target * after.answers / before.answers if before.answers else None
    return before.target * after.others / before.others if before.others else None


def _avoided(would_be: float | None, ratio: Interval) -> Interval:
    def avoided(at: float | None) -> float | None:
        return None if would_be is None or at is None else would_be * (1 - at)

    return Interval(avoided(ratio.value), avoided(ratio.high), avoided(ratio.low))


def expected_by_chance(measured: Sequence[EffectVerdict]) -> float:
    """How many verdicts of *improved* chance alone would give among so many measured."""
    judged = (EffectVerdict.IMPROVED, EffectVerdict.NO_CHANGE, EffectVerdict.WORSE)
    return BY_CHANCE * sum(verdict in judged for verdict in measured)
