"""Waiting for the customer or for a colleague: with a reason, until a moment, and on the record as a pause."""

from datetime import datetime

from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.wording import WAITED
from cxloop.calendars.queries import working_time_of
from cxloop.loop.act.act import own_if_nobody_does
from cxloop.people.models import User
from cxloop.tickets import policies, promises, queries, waits
from cxloop.tickets.changes import changed, subject
from cxloop.tickets.going_on import end_wait, ended, place_after
from cxloop.tickets.models import Policy, Ticket
from cxloop.tickets.requirements import StepIncomplete
from cxloop.tickets.snoozes import wrong_until
from cxloop.tickets.steps import Step, after
from cxloop.tickets.waits import Wait

STEPS = {"customer": Step.WAIT_CUSTOMER, "internal": Step.WAIT_INTERNAL}


def wait(
    session: Session, ticket_id: int, *, kind: str, until: datetime | None, reason: str, by: User, at: datetime,
    via: str,
) -> Wait:  # fmt: skip
    """Wait until that moment; what the ticket's policy says pauses meanwhile. A second time ends the first and begins.

    It goes on by itself when the moment comes, when the customer says something, and when somebody tries them, resolves
    it or puts it back to triage. Handed over it waits on.

    Args:
        kind: customer or internal, as `waits.FOR` has it.

    Raises:
        StepRefused: nothing is owed on it.
        StepIncomplete: nobody said for whom, why or until when, or that moment is not ahead or too far.
    """
    missing = {} if kind in STEPS else {"kind": "unknown"}
    missing |= {"until": code} if (code := wrong_until(until, at)) else {}
    missing |= {} if reason.strip() else {"reason": "say_why"}
    ticket = queries.locked(session, ticket_id)
    state = after(STEPS.get(kind, Step.WAIT_INTERNAL), ticket.state)
    if missing or until is None:
        raise StepIncomplete(missing)
    end_wait(session, ticket, "again", at=at, actor_id=by.id, via=via)
    own_if_nobody_does(session, ticket, by=by, at=at, via=via)
    record = _begun(session, ticket, kind, until, reason.strip(), by, at)
    ticket.state, ticket.again_at = state, until
    moments = place_after(ticket, record, working_time_of(session, ticket.calendar_id))
    changed(
        session, ticket, "waits", at=at, actor_id=by.id, via=via, record=record.id, until=until.isoformat(),
        pauses=record.pauses, **{"for": kind}, **moments,
    )  # fmt: skip
    return record


def go_on(session: Session, ticket_id: int, *, by: User, at: datetime, via: str) -> Ticket:
    """What was waited for is here; a ticket that does not wait stays as it is."""
    ticket = queries.locked(session, ticket_id)
    if (record := waits.present(session, ticket)) is not None:
        facts = ended(session, ticket, record, "went_on", at=at, by_id=by.id)
        changed(session, ticket, "went_on", at=at, actor_id=by.id, via=via, **facts)
    return ticket


def go_on_next(session: Session, *, at: datetime, most: int = 500) -> int:
    """End the waits whose moment has come, each once; its owner, or nobody's team, is told. Returns how many."""
    gone_on = 0
    for ticket_id in waits.due_to_end(session, at, most):
        ticket = queries.locked(session, ticket_id)
        record = waits.present(session, ticket)
        if record is None or record.goes_on_at > at:
            continue
        gone_on += 1
        facts = ended(session, ticket, record, "until", at=at, by_id=None)
        changed(session, ticket, "went_on", at=at, actor_id=None, via="job", **facts)
        outbox.enqueue(
            session, kind=WAITED, subject=subject(ticket.id), via="slack", at=at, step=record.id,
            recipient=f"user:{ticket.owner_id}" if ticket.owner_id else f"team:{ticket.team_id}",
            facts={"for": record.kind},
        )  # fmt: skip
    return gone_on


def _begun(
    session: Session, ticket: Ticket, kind: str, until: datetime, reason: str, by: User, at: datetime
) -> Wait:
    names = policies.pauses(session.get_one(Policy, ticket.policy_id), kind)
    owed = promises.still_owed(ticket)
    running = {name: owed[name] for name in names if name in owed and owed[name] > at}
    record = Wait(
        ticket_id=ticket.id, segment=ticket.segment, kind=kind, by_id=by.id, at=at, goes_on_at=until, reason=reason,
        pauses=",".join(names), state_before=ticket.state, contact_due_before=running.get("first_contact"),
        resolution_due_before=running.get("resolution"),
    )  # fmt: skip
    session.add(record)
    session.flush()
    return record
