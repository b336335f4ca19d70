"""A wait ends: because something happened on the ticket, because somebody says so, or because its moment came."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cxloop.calendars.queries import working_time_of
from cxloop.calendars.working_time import WorkingTime
from cxloop.tickets import promises, trail, waits
from cxloop.tickets.models import Ticket
from cxloop.tickets.pausing import moved
from cxloop.tickets.waits import Wait


def end_wait(
    session: Session, ticket: Ticket, because: str, *, at: datetime, actor_id: int | None, via: str
) -> Wait | None:
    """Whatever happens on a ticket that waits ends the wait, and the trail says so before it says what happened.

    A ticket that does not wait stays as it is. Whoever calls settles the deadlines.
    """
    wait = waits.present(session, ticket)
    if wait is None:
        return None
    facts = ended(session, ticket, wait, because, at=at, by_id=actor_id)
    trail.write(session, ticket, "went_on", at=at, actor_id=actor_id, via=via, **facts)
    return wait


def ended(
    session: Session, ticket: Ticket, wait: Wait, because: str, *, at: datetime, by_id: int | None
) -> dict[str, Any]:
    """End it on the rows, and say what the event tells; however late the clock comes, it ended at its own moment."""
    wait.ended_at = min(at, wait.goes_on_at)
    wait.ended_because = because if at <= wait.goes_on_at else "until"
    wait.ended_by_id = by_id
    ticket.state, ticket.again_at = wait.state_before, None
    moments = place_after(ticket, wait, working_time_of(session, ticket.calendar_id))
    session.flush()
    return {
        "record": wait.id,
        "because": wait.ended_because,
        "ended_at": wait.ended_at.isoformat(),
        **moments,
    }


def place_after(ticket: Ticket, wait: Wait, calendar: WorkingTime) -> dict[str, str]:
    """Set the promises that this wait pauses to where it leaves them; returns the moments that are others now."""
    before = ticket.contact_due_at, ticket.resolution_due_at
    if wait.contact_due_before is not None:
        ticket.contact_due_at = moved(wait.contact_due_before, wait.span, calendar)
        if ticket.segment == 1:
            ticket.first_contact_due_at = ticket.contact_due_at
    if wait.resolution_due_before is not None:
        ticket.resolution_due_at = moved(wait.resolution_due_before, wait.span, calendar)
    promises.look_again(ticket)
    now = {"contact_due_at": ticket.contact_due_at, "resolution_due_at": ticket.resolution_due_at}
    return {
        name: moment.isoformat()
        for (name, moment), old in zip(now.items(), before, strict=True)
        if moment != old
    }
