"""Promising a customer something by a day, and keeping it, moving it or letting it go."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.wording import PROMISE_DUE, PROMISE_MISSED
from cxloop.people.models import User
from cxloop.tickets import given_promises, queries, trail
from cxloop.tickets.changes import subject
from cxloop.tickets.given_promises import GivenPromise, look_at, wrong_due
from cxloop.tickets.models import Ticket
from cxloop.tickets.requirements import StepIncomplete

BY_THE_DAY = time(18), time(23, 59)
"""What is promised for a day is owed by six, or by midnight where it is later than that."""

MOVES = 100


class PromiseSettled(Exception):
    """It was kept or let go already, or there is no such promise on the ticket."""


def promise(
    session: Session, ticket_id: int, *, what: str, due_at: datetime | None, by: User, at: datetime, via: str,
    attempt_id: int | None = None,
) -> GivenPromise:  # fmt: skip
    """Write down what the customer was promised, on a ticket in any state: it is theirs to see kept.

    Raises:
        StepIncomplete: what or by when is missing, or the moment is over or too far.
    """
    missing = {} if what.strip() else {"what": "say_what_was_promised"}
    if code := wrong_due(due_at, at):
        missing["due_at"] = code
    if missing or due_at is None:
        raise StepIncomplete(missing)
    ticket = queries.locked(session, ticket_id)
    record = GivenPromise(
        ticket_id=ticket.id, attempt_id=attempt_id, by_id=by.id, at=at, what=what.strip(), due_at=due_at,
        first_due_at=due_at, look_after=look_at(due_at, at),
    )  # fmt: skip
    session.add(record)
    session.flush()
    trail.write(
        session, ticket, "promised", at=at, actor_id=by.id, via=via, record=record.id, due=due_at.isoformat()
    )
    return record


def by_the_day(day: date, ticket: Ticket, at: datetime) -> datetime | None:
    """Until when something is owed that was promised for a day, where the ticket is; None: that day is over."""
    zone = ZoneInfo(ticket.time_zone)
    moments = (datetime.combine(day, clock, zone) for clock in BY_THE_DAY)
    return next((moment for moment in moments if moment > at), None)


def keep_promise(
    session: Session, ticket_id: int, promise_id: int, *, by: User, at: datetime, via: str
) -> GivenPromise:
    """It is done. After its moment that is late, and stays so.

    Raises:
        PromiseSettled
    """
    record, ticket = _standing(session, ticket_id, promise_id)
    is_late = record.missed_at is not None or record.due_at < at
    settle(session, ticket, record, ending="kept_late" if is_late else "kept", by=by, at=at, via=via)
    return record


def drop_promise(
    session: Session, ticket_id: int, promise_id: int, *, why: str, by: User, at: datetime, via: str
) -> GivenPromise:
    """The customer does not want it any more, or it became another.

    Raises:
        PromiseSettled
        StepIncomplete: without a reason.
    """
    if not why.strip():
        raise StepIncomplete({"why": "say_why"})
    record, ticket = _standing(session, ticket_id, promise_id)
    record.why = why.strip()
    settle(session, ticket, record, ending="dropped", by=by, at=at, via=via)
    return record


def move_promise(
    session: Session, ticket_id: int, promise_id: int, *, due_at: datetime | None, by: User, at: datetime,
    via: str, why: str = "",
) -> GivenPromise:  # fmt: skip
    """The customer was told another day. What was missed before that stays missed.

    Raises:
        PromiseSettled
        StepIncomplete: the moment is missing, over or too far.
    """
    if code := wrong_due(due_at, at):
        raise StepIncomplete({"due_at": code})
    record, ticket = _standing(session, ticket_id, promise_id)
    before = record.due_at
    if due_at is None or due_at == before:
        return record
    if before < at:
        record.missed_at = record.missed_at or at
    record.due_at, record.look_after = due_at, look_at(due_at, at)
    record.moved += 1
    record.why = why.strip() or record.why
    facts = {"record": record.id, "before": before.isoformat(), "due": due_at.isoformat()}
    trail.write(session, ticket, "promise_moved", at=at, actor_id=by.id, via=via, **facts)
    return record


def settle(
    session: Session, ticket: Ticket, record: GivenPromise, *, ending: str, by: User, at: datetime, via: str
) -> None:
    """End one that stands."""
    record.settled_at, record.settled_by_id, record.ending, record.look_after = at, by.id, ending, None
    trail.write(
        session, ticket, "promise_settled", at=at, actor_id=by.id, via=via, record=record.id, ending=ending
    )


def settle_when_resolved(
    session: Session, ticket: Ticket, ending: str, *, by: User, at: datetime, via: str
) -> None:
    """Of a ticket that is resolved: all are kept, all are dropped, or they stay and are owed on their day."""
    if ending == "stay":
        return
    for record in given_promises.of_ticket(session, ticket.id):
        is_late = record.missed_at is not None or record.due_at < at
        ended = ending if ending == "dropped" or not is_late else "kept_late"
        settle(session, ticket, record, ending=ended, by=by, at=at, via=via)


def remind_of_promises(session: Session, *, at: datetime, most: int = 500) -> int:
    """Tell owners of promises that are due soon, and of those that were missed, each once; returns how many were
    looked at. After days of standing still a missed one is told as missed, and nothing before that."""
    records = given_promises.to_look_at(session, at, most)
    for record in records:
        is_missed = record.due_at < at
        if is_missed:
            record.missed_at, record.look_after = record.missed_at or at, None
        else:
            record.look_after = record.due_at
        kind = PROMISE_MISSED if is_missed else PROMISE_DUE
        event = "promise_missed" if is_missed else "promise_warned"
        trail.write(session, record.ticket, event, at=at, actor_id=None, via="job", record=record.id)
        owner = record.ticket.owner_id
        outbox.enqueue(
            session, kind=kind, subject=subject(record.ticket_id), via="slack",
            recipient=f"user:{owner}" if owner else f"team:{record.ticket.team_id}", at=at,
            step=_number(record), facts={"given": record.id, "due": record.due_at.isoformat()},
        )  # fmt: skip
    session.flush()
    return len(records)


def _number(record: GivenPromise) -> int:
    """Another one for each moment it was promised for."""
    return record.id * MOVES + record.moved % MOVES


def _standing(session: Session, ticket_id: int, promise_id: int) -> tuple[GivenPromise, Ticket]:
    ticket = queries.locked(session, ticket_id)
    record = session.get(GivenPromise, promise_id, populate_existing=True)
    if record is None or record.ticket_id != ticket.id or not record.stands:
        raise PromiseSettled
    return record, ticket
