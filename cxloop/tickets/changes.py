"""What every change of a ticket does: one event, its deadlines as they stand now, its posted message made current."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from cxloop.alerts import outbox
from cxloop.tickets import promises, queries, trail
from cxloop.tickets.models import Ticket
from cxloop.wordbook import words_changed

Change = tuple[Ticket, str, Mapping[str, Any]]
"""The ticket, the kind of its event, and its facts."""


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


def changed_together(session: Session, changes: Sequence[Change], *, at: datetime, via: str) -> None:
    """`changed` for many tickets, in a few statements; nobody is the actor.

    A ticket may come more than once: each time is an event.
    """
    times = Counter(ticket for ticket, _, _ in changes)
    told = queries.escalated_of(session, [ticket.id for ticket in times])
    _count_versions(session, times)
    for ticket in times:
        promises.settle(ticket, told.get(ticket.id, frozenset()))
    events = [(ticket.id, kind, facts) for ticket, kind, facts in changes]
    trail.write_together(session, events, at=at, via=via)
    words_changed(session, "ticket", [ticket.id for ticket in times])
    outbox.touch_all(session, [subject(ticket.id) for ticket in times], at)


def _count_versions(session: Session, times: Mapping[Ticket, int]) -> None:
    """One statement for all of them: what a unit of work flushes goes out row by row."""
    session.flush()
    tickets = cast("Table", Ticket.__table__)
    counted = update(tickets).where(tickets.c.id == bindparam("number"))
    session.connection().execute(
        counted.values(version=tickets.c.version + bindparam("times")),
        [{"number": ticket.id, "times": count} for ticket, count in times.items()],
    )
    for ticket, count in times.items():
        set_committed_value(ticket, "version", ticket.version + count)
