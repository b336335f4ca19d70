"""The two deadlines of a ticket, and how far away they are (pure).

The staff's clock runs in business time, the customer's on the wall; both are always given, side by side.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cxloop.calendars.working_time import WorkingTime, add_business_time, business_elapsed

NOTHING = timedelta(0)


@dataclass(frozen=True)
class Promise:
    """How long we allow ourselves, in business time, from the moment the customer's answer was received.

    Raises:
        ValueError: a length is zero or negative.
    """

    first_contact_within: timedelta
    resolution_within: timedelta

    def __post_init__(self) -> None:
        if min(self.first_contact_within, self.resolution_within) <= NOTHING:
            raise ValueError("a promise must allow some time")


@dataclass(frozen=True)
class Deadlines:
    """The moments, in UTC, until which each promise is kept; on the dot is in time."""

    first_contact_due_at: datetime
    resolution_due_at: datetime


@dataclass(frozen=True)
class TimeLeft:
    """Time until a deadline on both clocks; negative is how late it is.

    `business` can be nothing while `wall` is not: a promise that ended at closing time is late all night.
    """

    business: timedelta
    wall: timedelta

    @property
    def is_late(self) -> bool:
        return self.wall < NOTHING

    @property
    def late_by(self) -> "TimeLeft":
        """Lateness on both clocks, never negative."""
        return TimeLeft(max(-self.business, NOTHING), max(-self.wall, NOTHING))


def deadlines_for(received_at: datetime, promise: Promise, calendar: WorkingTime) -> Deadlines:
    """Both deadlines of a promise made when an answer was received.

    Raises:
        NoWorkingTime: the calendar never has that much working time.
        ValueError: `received_at` has no zone.
    """
    return Deadlines(
        first_contact_due_at=add_business_time(received_at, promise.first_contact_within, calendar),
        resolution_due_at=add_business_time(received_at, promise.resolution_within, calendar),
    )


def next_due(deadlines: Deadlines, *, reached: bool, resolved: bool, closed: bool = False) -> datetime | None:
    """The earliest promise not yet kept, or None when nothing is owed.

    Args:
        deadlines: of this ticket.
        reached: somebody has spoken with the customer; an attempt is not enough.
        resolved: the owner says it is fixed, and nobody has reopened it.
        closed: verified, unverified, unreachable, declined, merged, ...: no promise is left.
    """
    if closed:
        return None
    owed = []
    if not reached:
        owed.append(deadlines.first_contact_due_at)
    if not resolved:
        owed.append(deadlines.resolution_due_at)
    return min(owed, default=None)


def time_left(due_at: datetime, at: datetime, calendar: WorkingTime) -> TimeLeft:
    """How far `due_at` is from `at`, on the staff's clock and on the customer's.

    Raises:
        ValueError: a moment has no zone.
    """
    return TimeLeft(business=business_elapsed(at, due_at, calendar), wall=due_at - at)
