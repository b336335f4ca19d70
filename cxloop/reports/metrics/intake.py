"""M3: is everything heard? Eligible answers with a ticket or a recorded reason, and how long each step took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from cxloop.reports.metrics.figure import Definition, Showing, showing
from cxloop.reports.metrics.proportions import Proportion, proportion

M3 = Definition("M3")


@dataclass(frozen=True, slots=True)
class Waits:
    """How long `n` cases took, those that still wait counted as longest; None: not known yet for so many."""

    n: int
    waiting: int
    median: timedelta | None
    p90: timedelta | None

    @property
    def showing(self) -> Showing:
        return showing(self.n)


def coverage(covered: int, eligible: int) -> Proportion:
    """Eligible answers with a ticket or a recorded reason for none; what is missing was dropped silently.

    Raises:
        ValueError: more covered than eligible.
    """
    return proportion(M3, covered, eligible)


def silent_drops(figure: Proportion) -> int:
    """Eligible answers of which nobody knows what became: always 0, or an alarm."""
    return figure.n - int(figure.k)


def waits(lengths: Sequence[timedelta | None]) -> Waits:
    """Median and 90th percentile by nearest rank; None in `lengths` still waits and is longer than every other."""
    known = sorted(length for length in lengths if length is not None)
    n = len(lengths)

    def at_rank(share: float) -> timedelta | None:
        rank = ceil(share * n)
        return known[rank - 1] if 0 < rank <= len(known) else None

    return Waits(n, n - len(known), at_rank(0.5), at_rank(0.9))
