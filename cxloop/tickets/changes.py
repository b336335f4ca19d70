"""What every change of a ticket does: one event, its deadlines as they stand now, its posted message made current."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.tickets import promises, queries, trail
from cxloop.tickets.models import Ticket


def subject(ticket_id: int) -> str:
    """How alerts, which know no ticket, name one."""
    return f"ticket:{ticket_id}"


def changed(
    session: Session, ticket: Ticket, kind: str, *, at: datetime, actor_id: int | None, via: str, **facts: Any
) -> None:
    """Close a step: count the version, settle the deadlines, write the event, touch the posted message."""
    ticket.version += 1
    promises.settle(ticket, queries.escalated(session, ticket.id))
    trail.write(session, ticket, kind, at=at, actor_id=actor_id, via=via, **facts)
    outbox.touch(session, subject(ticket.id), at)
