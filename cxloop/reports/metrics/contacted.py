"""M4: contacted in time. A status change is no contact, an open overdue ticket is a failure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cxloop.reports.metrics.figure import Definition, left_out
from cxloop.reports.metrics.proportions import Proportion, proportion

M4 = Definition("M4", 3)
"""Version 2 asks whether somebody could be contacted of the moment the contact was due, version 3 when it happened."""


@dataclass(frozen=True, slots=True)
class ContactPromise:
    """One ticket's promise of a first contact, and what came of it."""

    due_at: datetime
    attempted_at: datetime | None = None
    reached_at: datetime | None = None
    contactable: bool = True
    written_late: bool = False
    """Every reach in time was written down more than a day after it happened."""


@dataclass(frozen=True, slots=True)
class ContactedInTime:
    """Shares of the matured, contactable tickets: attempted and reached by their deadline.

    `written_late` are those reached in time of which nobody had written that down a day later.
    """

    attempted: Proportion
    reached: Proportion
    written_late: Proportion


def contacted_in_time(promises: Iterable[ContactPromise], as_of: datetime) -> ContactedInTime:
    """Attempted and reached in time among the promises whose deadline has passed at `as_of`."""
    attempted = reached = matured = running = uncontactable = late = 0
    for promise in promises:
        if not promise.contactable:
            uncontactable += 1
        elif promise.due_at > as_of:
            running += 1
        else:
            matured += 1
            attempted += promise.attempted_at is not None and promise.attempted_at <= promise.due_at
            in_time = promise.reached_at is not None and promise.reached_at <= promise.due_at
            reached += in_time
            late += in_time and promise.written_late
    return contacted(attempted, reached, matured, running, uncontactable, late)


def contacted(
    attempted: int,
    reached: int,
    matured: int,
    running: int = 0,
    uncontactable: int = 0,
    written_late: int = 0,
) -> ContactedInTime:
    """The same from counts. A reach is an attempt that was answered, so reached ≤ attempted ≤ matured.

    Raises:
        ValueError: more attempted or reached than matured, or more written down late than reached.
    """
    exclusions = left_out(running=running, uncontactable=uncontactable)
    return ContactedInTime(
        proportion(M4, attempted, matured, exclusions),
        proportion(M4, reached, matured, exclusions),
        proportion(M4, written_late, reached),
    )
