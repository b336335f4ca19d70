"""Somebody who was called says that they take care of it: nobody is called again about what was late until then."""

from datetime import datetime

from sqlalchemy.orm import Session

from cxloop.people.models import User
from cxloop.tickets import promises, queries
from cxloop.tickets.changes import changed
from cxloop.tickets.models import Ticket


def acknowledge(session: Session, ticket_id: int, *, by: User, at: datetime, via: str) -> Ticket:
    """Stop the calls about the promises that are late by now; the promises stand, and one missed later is called anew.

    Where nothing is late, and the second time, nothing changes.
    """
    ticket = queries.locked(session, ticket_id)
    late = sorted(promises.calls_about(ticket, at))
    if late:
        ticket.answered_for_at = at
        promises.look_again(ticket)
        changed(session, ticket, "acknowledged", at=at, actor_id=by.id, via=via, promises=late)
    return ticket
