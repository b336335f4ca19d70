"""How much more weekly shares vary than chance alone: problems come in waves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

Week = tuple[int, int]
"""(tickets of the target, tickets of the comparison)."""


@dataclass(frozen=True, slots=True)
class Waves:
    """`factor` is φ = max(1, Σχ²/Σdf) of the weekly share of the target (Pearson), over `weeks` weeks with a ticket."""

    factor: float
    weeks: int

    @property
    def widening(self) -> float:
        """By how much an interval is wider, on the log scale."""
        return sqrt(self.factor)


def waves(windows: Iterable[Sequence[Week]]) -> Waves:
    """φ of several windows of weeks.

    A window without a ticket of the target, or without any other, says nothing of waves: counted as 0 of its degrees of
    freedom it would halve φ just when a cause is gone.
    """
    squares, freedom, counted = 0.0, 0, 0
    for window in windows:
        weeks = [(target, target + other) for target, other in window if target + other]
        ours, all_ = sum(target for target, _ in weeks), sum(n for _, n in weeks)
        if ours in (0, all_):
            continue
        share = ours / all_
        squares += sum((target - n * share) ** 2 / (n * share * (1 - share)) for target, n in weeks)
        freedom += len(weeks) - 1
        counted += len(weeks)
    return Waves(max(1.0, squares / freedom) if freedom else 1.0, counted)
