"""The two deadlines of a ticket, in business time (pure)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cxloop.calendars.working_time import WorkingTime, add_business_time

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
