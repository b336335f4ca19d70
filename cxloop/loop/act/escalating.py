"""What was promised and missed: the team's lead is told of it, once for each promise."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.database import bulk
from cxloop.tickets import promises, queries, trail
from cxloop.tickets.changes import subject
from cxloop.tickets.models import Escalation


def escalate_next(session: Session, *, at: datetime, most: int = 500) -> int:
    """Tell the team leads of the promises missed by now, each exactly once; returns how many tickets were told of.

    Reads only due rows; safe to run twice, at once, or after days of standing still: then every missed promise is
    recorded, the oldest first, and one alert a ticket tells of the latest. A few statements for all of them.
    """
    late = queries.overdue(session, at, most)
    if not late:
        return 0
    done = queries.escalated_of(session, [ticket.id for ticket in late])
    records: list[dict[str, Any]] = []
    events: list[tuple[int, str, dict[str, Any]]] = []
    alerts: list[dict[str, Any]] = []
    for ticket in late:
        told_id, known = ticket.team.lead_id, done.get(ticket.id, frozenset())
        missed = sorted(
            promises.missed(ticket, at) - known, key=lambda name: (promises.moment(ticket, name), name)
        )
        for name in missed:
            records.append({
                "ticket_id": ticket.id, "policy_id": ticket.policy_id, "step": name,
                "due_at": promises.moment(ticket, name), "at": at, "told_id": told_id,
            })  # fmt: skip
            events.append((ticket.id, "escalated", {"promise": name, "told": told_id}))
        if missed:
            alerts.append(
                outbox.new_row(
                    kind="escalated",
                    subject=subject(ticket.id),
                    via="slack",
                    recipient=f"user:{told_id}" if told_id else f"team:{ticket.team_id}",
                    at=at,
                    step=promises.number(missed[-1]),
                    facts={"promise": missed[-1]},
                )
            )
        promises.settle(ticket, known | set(missed))
    session.flush()
    if records:
        bulk.insert_all(session, Escalation, records)
        trail.write_together(session, events, at=at, via="job")
        outbox.enqueue_many(session, alerts)
        outbox.touch_all(session, [subject(ticket.id) for ticket in late], at)
    return len(late)
