"""The append-only trail: what happened to a ticket, who did it and through which door. Hash-chained a ticket."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.tickets.models import Ticket, TicketEvent


def link(previous: str, ticket_id: int, number: int, at: datetime, kind: str, facts: dict[str, Any]) -> str:
    """The hash of an event: SHA-256 over the hash before it and everything the event says. Pure."""
    content = json.dumps([previous, ticket_id, number, at.isoformat(), kind, facts], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def write(
    session: Session, ticket: Ticket, kind: str, *, at: datetime, actor_id: int | None, via: str, **facts: Any
) -> TicketEvent:
    """Append one event to the ticket's trail."""
    last = session.scalars(
        select(TicketEvent)
        .where(TicketEvent.ticket_id == ticket.id)
        .order_by(TicketEvent.number.desc())
        .limit(1)
    ).first()
    number, previous = (last.number + 1, last.hash) if last else (1, "")
    event = TicketEvent(
        ticket_id=ticket.id,
        number=number,
        at=at,
        actor_id=actor_id,
        via=via,
        kind=kind,
        facts=facts,
        hash=link(previous, ticket.id, number, at, kind, facts),
    )
    session.add(event)
    session.flush()
    return event


def broken_at(session: Session, ticket_id: int) -> int | None:
    """The number of the first event that does not follow from the one before it; None: the trail is whole."""
    previous = ""
    events = session.scalars(
        select(TicketEvent).where(TicketEvent.ticket_id == ticket_id).order_by(TicketEvent.number)
    )
    for expected, event in enumerate(events, start=1):
        own = link(previous, ticket_id, event.number, event.at, event.kind, event.facts)
        if event.number != expected or event.hash != own:
            return expected
        previous = event.hash
    return None
