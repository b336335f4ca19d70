"""The two promises of a ticket as clocks: what was allowed, what is used, what is left. Pure arithmetic on a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cxloop.calendars.working_time import WorkingTime
from cxloop.tickets.models import Ticket
from cxloop.tickets.pausing import NONE, Pauses, Span, paused_between, running_between
from cxloop.tickets.steps import is_owed


@dataclass(frozen=True)
class Clock:
    """One promise. Lengths are working time unless they say otherwise."""

    due_at: datetime
    done_at: datetime | None
    is_running: bool
    allowed: timedelta
    used: timedelta
    left: timedelta
    """Negative when late."""
    wall_left: timedelta
    """On the customer's clock; negative when late."""
    paused: timedelta
    """Of working time, until now or until it was done: in none of `used`."""
    by_the_wall: timedelta
    """How long it has run for the customer, nights, holidays and pauses counted."""
    is_paused: bool

    @property
    def is_kept(self) -> bool:
        return self.done_at is not None and self.done_at <= self.due_at

    @property
    def is_late(self) -> bool:
        """Past its moment, whether it was done since or is still owed."""
        return self.wall_left < timedelta(0)

    @property
    def share(self) -> float:
        """How much of what was allowed is used, from 0 to 1."""
        return min(1.0, max(0.0, self.used / self.allowed)) if self.allowed else 1.0


@dataclass(frozen=True)
class Clocks:
    first_contact: Clock
    resolution: Clock
    waited: timedelta
    """How long the customer has waited since the answer, or waited until it was resolved; on the wall."""


def clocks(ticket: Ticket, calendar: WorkingTime, at: datetime, pauses: Pauses = NONE) -> Clocks:
    """Both clocks of the present segment at the moment `at`."""
    since, owed = ticket.segment_began_at, is_owed(ticket.state)
    of_first, of_last = pauses.get("first_contact", ()), pauses.get("resolution", ())
    first = _clock(since, ticket.contact_due_at, ticket.reached_at, owed, calendar, at, of_first)
    solved_at = ticket.resolved_at or ticket.closed_at
    last = _clock(since, ticket.resolution_due_at, solved_at, owed, calendar, at, of_last)
    return Clocks(first, last, waited=(solved_at or at) - ticket.answered_at)


def _clock(
    since: datetime,
    due_at: datetime,
    done_at: datetime | None,
    owed: bool,
    calendar: WorkingTime,
    at: datetime,
    spans: Sequence[Span],
) -> Clock:
    until = done_at or at
    return Clock(
        due_at=due_at,
        done_at=done_at,
        is_running=done_at is None and owed,
        allowed=running_between(since, due_at, spans, calendar),
        used=running_between(since, until, spans, calendar),
        left=running_between(until, due_at, spans, calendar),
        wall_left=due_at - until,
        paused=paused_between(since, until, spans, calendar),
        by_the_wall=until - since,
        is_paused=done_at is None and owed and any(began <= at < ended for began, ended in spans),
    )
