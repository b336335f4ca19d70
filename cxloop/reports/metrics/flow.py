"""M13: do improvements move, are they measured, and does what hurts have one that is live?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cxloop.reports.metrics.figure import Definition
from cxloop.reports.metrics.proportions import Proportion, proportion
from cxloop.reports.metrics.survival import Outcome, Wait, WaitingTimes, waiting_times

M13 = Definition("M13")
LEGS = ("triaged", "decided", "live", "measured")
SECONDS_A_DAY = 86400


@dataclass(frozen=True, slots=True)
class Course:
    """One improvement: when it was raised and first came to each state; `archived_at` ends what was not reached."""

    raised_at: datetime
    reached: dict[str, datetime]
    archived_at: datetime | None
    window_is_over: bool
    verdict: str | None


@dataclass(frozen=True, slots=True)
class Flow:
    definition: Definition
    linked: Proportion
    lead_days: dict[str, WaitingTimes]
    measured: Proportion
    proven: Proportion
    change: Proportion


def flow(
    courses: Iterable[Course], as_of: datetime, *, linked: tuple[int, int], changing: tuple[int, int]
) -> Flow:
    """`linked` tickets and `changing` low answers (those whose cause has a live improvement) are (k, n)."""
    known = list(courses)
    live = [one for one in known if "live" in one.reached and one.window_is_over]
    measured = [one for one in live if one.verdict is not None]
    return Flow(
        M13, proportion(M13, *linked),
        {leg: waiting_times(_wait(one, leg, as_of) for one in known) for leg in LEGS},
        proportion(M13, len(measured), len(live)),
        proportion(M13, sum(one.verdict == "improved" for one in measured), len(measured)),
        proportion(M13, *changing),
    )  # fmt: skip


def _wait(one: Course, leg: str, as_of: datetime) -> Wait:
    """From being raised, in days; what was put away before can never come there."""
    if (at := one.reached.get(leg)) is not None:
        return Wait(_days(one.raised_at, at))
    if one.archived_at is not None:
        return Wait(_days(one.raised_at, one.archived_at), Outcome.ENDED_OTHERWISE)
    return Wait(_days(one.raised_at, as_of), Outcome.OPEN)


def _days(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds() / SECONDS_A_DAY)
