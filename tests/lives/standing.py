"""What must hold of every ticket and answer at every moment, told from the records alone."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from cxloop.database import db
from cxloop.tickets.models import (
    Assignment,
    ContactAttempt,
    Escalation,
    Reopening,
    Resolution,
    Ticket,
    Triggering,
    Verification,
)
from tests.lives.answering import OWED
from tests.lives.life import Life

CLOSED_BY_WORD = {"yes": "verified", "silent": "unverified", "not_asked": "not_asked"}


class Records:
    """Everything that happened to each ticket, read in one statement for each kind."""

    def __init__(self) -> None:
        self.assignments = _of_tickets(Assignment)
        self.attempts = _of_tickets(ContactAttempt)
        self.resolutions = _of_tickets(Resolution)
        self.reopenings = _of_tickets(Reopening)
        self.questions = _of_tickets(Verification)
        self.escalations = _of_tickets(Escalation)


def everything_holds(life: Life) -> None:
    records = Records()
    tickets: dict[int, Any] = {one.id: one for one in db.session.execute(select(Ticket.__table__))}
    for ticket in tickets.values():
        assert ticket.state == state_of(ticket.id, records), f"ticket {ticket.id} is {ticket.state}"
        newest = records.assignments.get(ticket.id, [])
        assert ticket.owner_id == (newest[-1].owner_id if newest else None)
        _promises_hold(life, ticket, records)
    _nobody_is_swallowed(tickets, records)


def state_of(ticket_id: int, records: Records) -> str:
    """The state that its records, with who and when, amount to."""
    reopened = records.reopenings.get(ticket_id, [])
    began = reopened[-1].at if reopened else None
    done = [one for one in records.resolutions.get(ticket_id, []) if began is None or one.at > began]
    if done:
        if done[-1].kind != "resolved":
            return str(done[-1].kind)
        asked = [one for one in records.questions.get(ticket_id, []) if one.resolution_id == done[-1].id]
        return CLOSED_BY_WORD.get(asked[-1].answer or "", "resolved") if asked else "resolved"
    tried = [one for one in records.attempts.get(ticket_id, []) if began is None or one.at > began]
    if tried:
        return "in_progress" if any(one.outcome == "reached" for one in tried) else "contacting"
    if reopened:
        return "reopened"
    given = records.assignments.get(ticket_id, [])
    return "assigned" if given and given[-1].owner_id else "new"


def _promises_hold(life: Life, ticket: Any, records: Records) -> None:
    """After the moment they were made at, never later than they were, and escalated only when they are over."""
    began, due = ticket.segment_began_at, (ticket.contact_due_at, ticket.resolution_due_at)
    assert min(due) > began, "a promise from before it was made"
    reopened = records.reopenings.get(ticket.id, [])
    assert began == (reopened[-1].at if reopened else ticket.opened_at)
    segment, *before = life.promised.get(ticket.id, (0, *due))
    assert segment != ticket.segment or all(now <= then for now, then in zip(due, before, strict=True)), (
        "promised later than before"
    )
    life.promised[ticket.id] = (ticket.segment, *due)
    assert (ticket.due_at is not None) == (ticket.state in OWED), "owed without a date, or dated though done"
    for one in records.escalations.get(ticket.id, []):
        assert one.at >= one.due_at, "escalated before its time"
        later = [again.at for again in reopened if again.at <= one.at]
        assert not later or one.at - max(later) > timedelta(minutes=1), "reopened and escalated in a minute"


def _nobody_is_swallowed(tickets: dict[int, Any], records: Records) -> None:
    """An answer that opened, joined or reopened a ticket after its resolution keeps it from waiting or being silent."""
    for became in db.session.execute(select(Triggering.__table__)):
        if became.outcome == "suppressed":
            assert became.reason, "refused without a reason"
            continue
        ticket = tickets.get(became.ticket_id or 0)
        assert ticket is not None, "an answer that nothing came of"
        done: Iterable[Any] = records.resolutions.get(ticket.id, [])
        assert ticket.state in OWED or any(one.at >= became.at for one in done), "swallowed"


def _of_tickets(model: Any) -> dict[int, list[Any]]:
    """Plain rows: a campaign reads them after each of its steps."""
    found: dict[int, list[Any]] = {}
    for one in db.session.execute(select(model.__table__).order_by(model.id)):
        found.setdefault(one.ticket_id, []).append(one)
    return found
