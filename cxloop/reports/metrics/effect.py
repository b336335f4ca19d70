"""M12: did the improvement work? Before and after, against what was not changed."""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil, sqrt

from cxloop.reports.metrics.figure import Definition
from cxloop.reports.metrics.quantiles import Z80_POWER, Z95

M12 = Definition("M12")


class EffectVerdict(StrEnum):
    IMPROVED = "improved"
    NO_CHANGE = "no_change"
    WORSE = "worse"
    NOT_MEASURABLE = "not_measurable"


@dataclass(frozen=True, slots=True)
class Rate:
    """`tickets` of the cause among `answers`; at most one ticket an answer."""

    tickets: int
    answers: int

    def __post_init__(self) -> None:
        if not 0 <= self.tickets <= self.answers:
            raise ValueError(f"{self.tickets} tickets of {self.answers} answers is no rate")

    @property
    def per_answer(self) -> float | None:
        return self.tickets / self.answers if self.answers else None


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of rates in tickets per 100 answers with its 95 % interval; below 0 is fewer tickets."""

    per_100: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Effect:
    """The verdict and what it rests on.

    `treated` and `comparison` are each group's own before/after; `net` their difference, or `treated`
    again when nothing was compared (`before_after_only`). `n` is the smaller window of the affected segment;
    `needed` the answers a window must have for even the complete end of the cause to show;
    `needed_for_expected` those for the expected fall.
    """

    definition: Definition
    verdict: EffectVerdict
    n: int
    needed: int | None
    needed_for_expected: int | None
    treated: Difference | None
    comparison: Difference | None
    net: Difference | None
    before_after_only: bool


def effect(
    before: Rate, after: Rate,
    comparison_before: Rate | None = None, comparison_after: Rate | None = None,
    expected_fall_per_100: float | None = None,
) -> Effect:  # fmt: skip
    """Difference in differences of four independent binomial rates.

    θ = (after - before) of the affected segment - (after - before) of the comparison group. Improved or worse
    when the interval excludes 0. Not measurable when a window holds fewer answers than would show a fall of
    the whole baseline rate (M2 for rates: 2·r(1-r)·((1.96+0.84)/r)²), or when the baseline has no ticket.
    """
    treated = _difference(before, after)
    compared = _difference(comparison_before, comparison_after)
    n = min(before.answers, after.answers)
    needed = _needed(before, 100 * (before.per_answer or 0))
    net = _net(treated, compared) if treated else None
    verdict = EffectVerdict.NOT_MEASURABLE
    if net and needed is not None and n >= needed:
        verdict = _verdict(net.difference)
    return Effect(
        M12, verdict, n, needed, _needed(before, expected_fall_per_100 or 0),
        treated.difference if treated else None, compared.difference if compared else None,
        net.difference if net else None, before_after_only=not compared,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Estimate:
    value: float
    variance: float

    @property
    def difference(self) -> Difference:
        half = Z95 * sqrt(self.variance)
        return Difference(100 * self.value, 100 * (self.value - half), 100 * (self.value + half))


def _difference(before: Rate | None, after: Rate | None) -> _Estimate | None:
    if before is None or after is None:
        return None
    first, second = before.per_answer, after.per_answer
    if first is None or second is None:
        return None
    variance = first * (1 - first) / before.answers + second * (1 - second) / after.answers
    return _Estimate(second - first, variance)


def _net(treated: _Estimate, compared: _Estimate | None) -> _Estimate:
    if not compared:
        return treated
    return _Estimate(treated.value - compared.value, treated.variance + compared.variance)


def _needed(before: Rate, fall_per_100: float) -> int | None:
    rate = before.per_answer
    if not rate or fall_per_100 <= 0:
        return None
    return max(1, ceil(2 * rate * (1 - rate) * ((Z95 + Z80_POWER) / (fall_per_100 / 100)) ** 2))


def _verdict(net: Difference) -> EffectVerdict:
    if net.high < 0:
        return EffectVerdict.IMPROVED
    return EffectVerdict.WORSE if net.low > 0 else EffectVerdict.NO_CHANGE
