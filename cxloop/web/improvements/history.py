"""How long an improvement took, and what was decided on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cxloop.improvements.models import Decision, Improvement, Measurement
from cxloop.people.models import User


@dataclass(frozen=True)
class History:
    """Each moment once: the first "do it", the day it went live, the newest measurement; None: not yet."""

    decisions: Sequence[tuple[Decision, User | None]]
    decided_at: datetime | None
    live_on: date | None
    measured_at: datetime | None
    told_at: datetime | None


def history(
    improvement: Improvement,
    decisions: Sequence[tuple[Decision, User | None]],
    measured: Sequence[Measurement],
) -> History:
    """The history from its records, newest first."""

    def first(state: str) -> datetime | None:
        return min((decision.at for decision, _ in decisions if decision.state == state), default=None)

    return History(
        decisions=decisions,
        decided_at=first("decided"),
        live_on=improvement.live_on,
        measured_at=measured[0].at if measured else None,
        told_at=first("told_back"),
    )
