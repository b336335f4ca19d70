"""Putting a ticket off until a moment, and taking it back before; what we owe is owed meanwhile all the same."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.loop.act.act import own_if_nobody_does
from cxloop.loop.act.waiting import go_on
from cxloop.people.models import User
from cxloop.tickets import queries
from cxloop.tickets.changes import changed
from cxloop.tickets.models import ContactAttempt, Ticket
from cxloop.tickets.requirements import StepIncomplete
from cxloop.tickets.snoozes import Snooze, wrong_until
from cxloop.tickets.steps import Step, after

TRIED_JUST_NOW = timedelta(hours=12)
"""An attempt without an answer is the reason to try again for so long."""


def snooze(
    session: Session, ticket_id: int, *, until: datetime | None, by: User, at: datetime, via: str, reason: str = ""
) -> Snooze:  # fmt: skip
    """Let the ticket step back in the queue until then. A second time replaces the first.

    It is back before by itself when somebody tries again, when the customer writes, or when it gets another owner.

    Raises:
        StepRefused: nothing is owed on it.
        StepIncomplete: the moment is missing, not ahead or too far; or there is no reason, neither given nor an attempt
            that nobody answered.
    """
    ticket = queries.locked(session, ticket_id)
    after(Step.SNOOZE, ticket.state)
    attempt = _unanswered(session, ticket, at)
    missing = {"until": code} if (code := wrong_until(until, at)) else {}
    if not reason.strip() and attempt is None:
        missing["reason"] = "say_why"
    if missing or until is None:
        raise StepIncomplete(missing)
    own_if_nobody_does(session, ticket, by=by, at=at, via=via)
    record = Snooze(
        ticket_id=ticket.id, by_id=by.id, at=at, again_at=until, attempt_id=attempt.id if attempt else None,
        reason=reason.strip() or None,
    )  # fmt: skip
    session.add(record)
    session.flush()
    ticket.again_at = until
    changed(
        session, ticket, "snoozed", at=at, actor_id=by.id, via=via, record=record.id, until=until.isoformat()
    )
    return record


def wake(session: Session, ticket_id: int, *, by: User, at: datetime, via: str) -> Ticket:
    """Take it back into the queue now, from a wait as well; one that is not put off stays as it is."""
    ticket = queries.locked(session, ticket_id)
    if ticket.is_paused:
        return go_on(session, ticket_id, by=by, at=at, via=via)
    if ticket.is_snoozed(at):
        ticket.again_at = None
        changed(session, ticket, "woken", at=at, actor_id=by.id, via=via)
    return ticket


def _unanswered(session: Session, ticket: Ticket, at: datetime) -> ContactAttempt | None:
    """The newest attempt of this segment, where nobody answered it and it was not long ago."""
    newest = session.scalars(
        select(ContactAttempt)
        .where(ContactAttempt.ticket_id == ticket.id, ContactAttempt.segment == ticket.segment)
        .order_by(ContactAttempt.id.desc())
        .limit(1)
    ).first()
    fresh = newest is not None and newest.outcome != "reached" and at - newest.at <= TRIED_JUST_NOW
    return newest if fresh else None
