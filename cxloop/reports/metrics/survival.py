"""M5: how long it takes, open tickets counted. Medians of closed tickets alone flatter."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from cxloop.reports.metrics.figure import Definition, Showing, showing

M5 = Definition("M5", 2)
"""Version 2 counts to the second, and a ticket resolved without a reach as an end without it."""


class Outcome(StrEnum):
    """How a wait ended: it happened, it is still open, or it ended in a way that makes it impossible."""

    HAPPENED = "happened"
    OPEN = "open"
    ENDED_OTHERWISE = "ended otherwise"


@dataclass(frozen=True, slots=True)
class Wait:
    """`count` tickets that waited `length` (any unit of time, at least 0)."""

    length: float
    outcome: Outcome = Outcome.HAPPENED
    count: int = 1


@dataclass(frozen=True, slots=True)
class Step:
    """At `length`: the shares still waiting, for which it happened, for which it cannot any more."""

    length: float
    waiting: float
    happened: float
    ended_otherwise: float


@dataclass(frozen=True, slots=True)
class WaitingTimes:
    """Kaplan-Meier curve, Aalen-Johansen cumulative incidence, quantiles (None = longer than `longest`).

    `k` tickets of `n` saw it happen; `still_open` are censored, `ended_otherwise` compete.
    """

    definition: Definition
    k: int
    n: int
    still_open: int
    ended_otherwise: int
    median: float | None
    p90: float | None
    longest: float | None
    steps: tuple[Step, ...]

    @property
    def showing(self) -> Showing:
        return showing(self.n)


def waiting_times(waits: Iterable[Wait]) -> WaitingTimes:
    """How long until it happened, from one wait per ticket (or counted groups of equal waits).

    At one length events come before withdrawals. With competing ends the quantiles are those of the
    cumulative incidence: the time by which it had happened for half, or nine tenths, of *all* tickets.

    Raises:
        ValueError: a negative length.
    """
    at_length: dict[float, dict[Outcome, int]] = {}
    for wait in waits:
        if wait.length < 0:
            raise ValueError("a wait cannot be negative")
        here = at_length.setdefault(wait.length, dict.fromkeys(Outcome, 0))
        here[wait.outcome] += wait.count
    totals = {outcome: sum(here[outcome] for here in at_length.values()) for outcome in Outcome}
    steps = _steps(at_length, sum(totals.values()))
    return WaitingTimes(
        M5, totals[Outcome.HAPPENED], sum(totals.values()),
        totals[Outcome.OPEN], totals[Outcome.ENDED_OTHERWISE],
        _reached(steps, 0.5), _reached(steps, 0.9), max(at_length, default=None), steps,
    )  # fmt: skip


def _steps(at_length: dict[float, dict[Outcome, int]], at_risk: int) -> tuple[Step, ...]:
    steps = []
    waiting, happened, ended = 1.0, 0.0, 0.0
    for length in sorted(at_length):
        here = at_length[length]
        events, competing = here[Outcome.HAPPENED], here[Outcome.ENDED_OTHERWISE]
        if events or competing:
            happened += waiting * events / at_risk
            ended += waiting * competing / at_risk
            waiting *= 1 - (events + competing) / at_risk
            steps.append(Step(length, waiting, happened, ended))
        at_risk -= sum(here.values())
    return tuple(steps)


def _reached(steps: tuple[Step, ...], share: float) -> float | None:
    rounding = 1e-12
    return next((step.length for step in steps if step.happened >= share - rounding), None)
