"""The append-only trail: what happened to a ticket, who did it and through which door. Hash-chained a ticket."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from cxloop.database import bulk, in_pieces
from cxloop.tickets.models import Ticket, TicketEvent

IN_ORDER = json.JSONEncoder(sort_keys=True)


def link(previous: str, ticket_id: int, number: int, at: datetime, kind: str, facts: dict[str, Any]) -> str:
    """The hash of an event: SHA-256 over the hash before it and everything the event says. Pure."""
    content = IN_ORDER.encode([previous, ticket_id, number, at.isoformat(), kind, facts])
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


def write_together(
    session: Session, events: Sequence[tuple[int, Mapping[str, Any]]], kind: str, *, at: datetime, via: str
) -> None:
    """Append one event of this kind to each (ticket id, facts), in this order; nobody is the actor."""
    ends = _ends(session, {ticket_id for ticket_id, _ in events})
    rows = []
    for ticket_id, facts in events:
        last, previous = ends.get(ticket_id, (0, ""))
        number, said = last + 1, dict(facts)
        own = link(previous, ticket_id, number, at, kind, said)
        ends[ticket_id] = number, own
        rows.append(
            {
                "ticket_id": ticket_id, "number": number, "at": at, "actor_id": None, "via": via, "kind": kind,
                "facts": said, "hash": own,
            }
        )  # fmt: skip
    bulk.insert_all(session, TicketEvent, rows)


def _ends(session: Session, ticket_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """Number and hash of each ticket's newest event."""
    ends: dict[int, tuple[int, str]] = {}
    for piece in in_pieces(ticket_ids):
        newest = (
            select(TicketEvent.ticket_id, func.max(TicketEvent.number).label("number"))
            .where(bulk.among(session, TicketEvent.ticket_id, piece))
            .group_by(TicketEvent.ticket_id)
            .subquery()
        )
        same = and_(TicketEvent.ticket_id == newest.c.ticket_id, TicketEvent.number == newest.c.number)
        rows = session.execute(
            select(TicketEvent.ticket_id, TicketEvent.number, TicketEvent.hash).join(newest, same)
        )
        ends |= {ticket_id: (number, last) for ticket_id, number, last in rows}
    return ends


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
