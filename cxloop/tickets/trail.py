"""The append-only trail: what happened to a ticket, who did it, with which program and through which door."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cxloop.tickets.models import Ticket, TicketEvent
from cxloop.trails import Chain, Said, append, append_first
from cxloop.trails.verifying import of_one
from cxloop.wordbook import words_changed

CHAIN = Chain("ticket", TicketEvent, "ticket_id")
WORDLESS = frozenset({"elevated", "told_back", "put_off", "woken", "undone", "question_sent"})
"""What happens to a ticket without a word written or its owner changed: it is found as before."""


def write(
    session: Session, ticket: Ticket, kind: str, *, at: datetime, actor_id: int | None, via: str, **facts: Any
) -> None:
    """Append one event to the ticket's trail; what was written with it is to be found."""
    append(session, CHAIN, [Said(ticket.id, kind, facts, at, actor_id, via)])
    if kind not in WORDLESS:
        words_changed(session, "ticket", [ticket.id])


def write_together(
    session: Session, events: Sequence[tuple[int, str, Mapping[str, Any]]], *, at: datetime, via: str
) -> None:
    """Append one event to each (ticket id, kind, facts), in this order; nobody is the actor."""
    append(session, CHAIN, [Said(ticket_id, kind, facts, at, None, via) for ticket_id, kind, facts in events])


def write_all(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Append what already happened, told as rows of `TicketEvent` without number and hash, in this order."""
    said = [
        Said(row["ticket_id"], row["kind"], row["facts"], row["at"], row["actor_id"], row["via"])
        for row in rows
    ]
    append(session, CHAIN, said)


def write_first(
    session: Session, ticket_ids: Sequence[int], facts: Sequence[Mapping[str, Any]], *, at: datetime,
    actor_id: int | None, via: str,
) -> None:  # fmt: skip
    """The first event of each new ticket: it was opened."""
    append_first(session, CHAIN, ticket_ids, facts, "opened", at=at, actor_id=actor_id, via=via)


def broken_at(session: Session, ticket_id: int) -> int | None:
    """The number of the first event of this trail that was changed, is missing or too many; None: it is whole."""
    return next((finding.number for finding in of_one(session, CHAIN, ticket_id)), None)
