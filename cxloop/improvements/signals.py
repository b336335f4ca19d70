"""Whether a cause left its control limits: weeks against the weeks before them, in tickets per 100 answers. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import sqrt
from statistics import fmean

LOOKED_AT = 3
"""Complete weeks that may show it: causes become known days after the answer."""
USUAL = 12
"""Weeks before them that say what is usual."""
FEWEST = 5
"""Tickets in a week below which chance alone makes any pattern."""
MOVING_RANGE_FACTOR, SIGMAS = 2.66, 3.0
PER = 100


@dataclass(frozen=True)
class Signal:
    """The newest week above the limit; `rate`, `mean` and `limit` are tickets per 100 answers."""

    week: date
    tickets: int
    rate: float
    mean: float
    limit: float


def signal(tickets: Sequence[int], answers: Sequence[int], starts: Sequence[date]) -> Signal | None:
    """The newest of the last weeks that lies above the limits of the weeks before; None: nothing to say.

    The limit is the wider of two: what the weeks' own moving range allows, and three standard deviations of a count.
    Weeks without answers say nothing; with fewer than eight usual weeks nothing is called usual.

    Args:
        tickets: of one cause by week, oldest first; `answers` and `starts` (Mondays) likewise.
    """
    usual = [
        PER * count / n
        for count, n in zip(tickets[:-LOOKED_AT][-USUAL:], answers[:-LOOKED_AT][-USUAL:], strict=True)
        if n
    ]
    if len(usual) < 8:
        return None
    mean, wave = _limits(usual)
    newest = list(zip(tickets, answers, starts, strict=True))[-LOOKED_AT:]
    for count, n, week in reversed(newest):
        if not n or count < FEWEST:
            continue
        rate = PER * count / n
        limit = max(wave, mean + SIGMAS * sqrt(max(mean, PER / n) * PER / n))
        if rate > limit:
            return Signal(week, count, rate, mean, limit)
    return None


def drawn(tickets: Sequence[int], answers: Sequence[int]) -> tuple[list[float], float, float]:
    """The rates by week, their usual mean, and the limit of the newest week: what a chart of them draws."""
    rates = [PER * count / n if n else 0.0 for count, n in zip(tickets, answers, strict=True)]
    usual = rates[:-LOOKED_AT][-USUAL:]
    if len(usual) < 2:
        return rates, fmean(usual or [0.0]), max(rates, default=0.0)
    mean, wave = _limits(usual)
    n = answers[-1] or 1
    return rates, mean, max(wave, mean + SIGMAS * sqrt(max(mean, PER / n) * PER / n))


def _limits(usual: Sequence[float]) -> tuple[float, float]:
    mean = fmean(usual)
    return mean, mean + MOVING_RANGE_FACTOR * fmean(abs(after - before) for before, after in pairwise(usual))
