"""Taking one's own contact or resolution back, for ten minutes, as if it had never been written down.

The record goes, and with it what the same act wrote; the trail keeps both that it was done and that it was taken back.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session

from cxloop.alerts.models import Alert
from cxloop.loop.act.act import assign
from cxloop.loop.act.undo import UNDO_WITHIN, CannotUndo
from cxloop.people.models import User
from cxloop.people.policies import may_work_on
from cxloop.tickets import promises, queries, questions
from cxloop.tickets.changes import changed, subject
from cxloop.tickets.given_promises import GivenPromise, look_at
from cxloop.tickets.models import (
    ContactAttempt,
    CustomersWord,
    Resolution,
    Ticket,
    TicketEvent,
    Verification,
)
from cxloop.tickets.retracing import retrace
from cxloop.tickets.snoozes import Snooze

HARMLESS = frozenset({
    "promised", "snoozed", "woken", "noted", "escalated", "warned", "called", "elevated", "promise_warned",
    "promise_missed", "promise_settled", "task_asked", "task_answered", "task_dropped", "task_late",
    "verification_asked",
})  # fmt: skip
"""What may have come after: none of it builds on what is taken back, or it goes with it."""


class LetterLeft(CannotUndo):
    """The customer's letter is gone: they are asked whether it is solved."""


def undo_contact(
    session: Session, ticket_id: int, record_id: int, *, by: User, at: datetime, via: str
) -> Ticket:
    """As if the contact had not been logged: when it was reached, what was promised in it, until when it was put off.

    Raises:
        CannotUndo: somebody else's, too old, or something was built on it since.
    """
    ticket = queries.locked(session, ticket_id)
    record = session.get(ContactAttempt, record_id, populate_existing=True)
    if record is None or not _may(record, ticket, by, record.written_at or record.at, at):
        raise CannotUndo
    events, place = _events(session, ticket, ("contact_logged",), record_id)
    if events[place].via == "job":  # a letter that left cannot be called back
        raise CannotUndo
    with_it = [*_unpromise(session, record), *_unsnooze(session, ticket, record)]
    facts = {"record": record.id, "outcome": record.outcome, "with": with_it}
    session.delete(record)
    session.flush()
    _reached_by_what_is_left(session, ticket)
    _stand(ticket, events, "contact_undone", facts)
    promises.look_again(ticket)
    changed(session, ticket, "contact_undone", at=at, actor_id=by.id, via=via, **facts)
    before = events[place - 1] if place else None
    if before and before.kind == "taken" and (before.at, before.actor_id) == (events[place].at, by.id):
        assign(session, ticket.id, owner_id=None, by=by, at=at, via=via)
    return ticket


def undo_resolution(
    session: Session, ticket_id: int, record_id: int, *, by: User, at: datetime, via: str
) -> Ticket:
    """As if it had not been resolved or closed: the same promises run on, and the customer is not asked.

    Raises:
        LetterLeft: the letter to the customer is on its way; open the ticket again instead.
        CannotUndo: somebody else's, too old, or something was built on it since.
    """
    ticket = queries.locked(session, ticket_id)
    record = session.get(Resolution, record_id, populate_existing=True)
    if record is None or not _may(record, ticket, by, record.at, at):
        raise CannotUndo
    events, _place = _events(session, ticket, ("resolved", "closed"), record_id)
    with_it = [*_unask(session, ticket, record), *_owe_again(session, ticket, record)]
    facts = {"record": record.id, "closing": record.kind, "with": with_it}
    if ticket.first_resolved_at == record.at:
        ticket.first_resolved_at = None
    ticket.resolved_at = ticket.closed_at = None
    session.delete(record)
    session.flush()
    _stand(ticket, events, "resolution_undone", facts)
    promises.look_again(ticket)
    changed(session, ticket, "resolution_undone", at=at, actor_id=by.id, via=via, **facts)
    return ticket


def _may(
    record: ContactAttempt | Resolution, ticket: Ticket, by: User, done_at: datetime, at: datetime
) -> bool:
    mine = record.ticket_id == ticket.id and record.by_id == by.id
    return mine and at - done_at <= UNDO_WITHIN and may_work_on(by, ticket.team_id, ticket.owner_id)


def _events(
    session: Session, ticket: Ticket, kinds: Sequence[str], record_id: int
) -> tuple[list[TicketEvent], int]:
    """The trail, and where in it the newest event of this record is.

    Raises:
        CannotUndo: something came after it that builds on it.
    """
    chosen = select(TicketEvent).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.number)
    events = list(session.scalars(chosen))
    of_it = [n for n, one in enumerate(events) if one.kind in kinds and one.facts.get("record") == record_id]
    if not of_it or any(one.kind not in HARMLESS for one in events[of_it[-1] + 1 :]):
        raise CannotUndo
    done = events[of_it[-1]]
    same_act = [one for one in events[: of_it[-1]] if (one.at, one.actor_id) == (done.at, done.actor_id)]
    if any(one.kind == "went_on" for one in same_act):  # it ended a wait, and moved what was due
        raise CannotUndo
    return events, of_it[-1]


def _stand(ticket: Ticket, events: Sequence[TicketEvent], kind: str, facts: dict[str, object]) -> None:
    state = retrace([*((one.kind, one.facts) for one in events), (kind, facts)])
    if state is None:
        raise CannotUndo
    ticket.state = state


def _unpromise(session: Session, record: ContactAttempt) -> list[tuple[str, int]]:
    """What was promised in that conversation was not promised; what is settled already stands in the way."""
    found = session.scalars(select(GivenPromise).where(GivenPromise.attempt_id == record.id)).all()
    if any(not one.stands or one.moved for one in found):
        raise CannotUndo
    for one in found:
        session.delete(one)
    return [("promised", one.id) for one in found]


def _unsnooze(session: Session, ticket: Ticket, record: ContactAttempt) -> list[tuple[str, int]]:
    found = session.scalars(select(Snooze).where(Snooze.attempt_id == record.id)).all()
    for one in found:
        if ticket.again_at == one.again_at:
            ticket.again_at = None
        session.delete(one)
    session.flush()
    return [("snoozed", one.id) for one in found]


def _reached_by_what_is_left(session: Session, ticket: Ticket) -> None:
    def earliest(segment: int) -> tuple[datetime | None, datetime | None]:
        reached = case((ContactAttempt.outcome == "reached", ContactAttempt.at))
        asked = select(func.min(ContactAttempt.at), func.min(reached)).where(
            ContactAttempt.ticket_id == ticket.id, ContactAttempt.segment == segment
        )
        row = session.execute(asked).one()
        return row[0], row[1]

    ticket.attempted_at, ticket.reached_at = earliest(ticket.segment)
    ticket.first_attempt_at, ticket.first_reached_at = earliest(1)


def _unask(session: Session, ticket: Ticket, record: Resolution) -> list[tuple[str, int]]:
    """The question goes, and its letter where that has not been taken up yet."""
    asked = session.scalars(select(Verification).where(Verification.resolution_id == record.id)).all()
    for question in asked:
        said = select(CustomersWord.id).where(CustomersWord.verification_id == question.id).limit(1)
        if question.answer is not None or session.scalar(said) is not None:
            raise CannotUndo
        letter = (
            (Alert.kind == questions.LETTER)
            & (Alert.subject == subject(ticket.id))
            & (Alert.step == question.id)
        )
        letters = session.execute(select(Alert.state).where(letter).with_for_update()).scalars().all()
        if question.sent_at is not None or any(state != "pending" for state in letters):
            raise LetterLeft
        session.execute(delete(Alert).where(letter))
        session.delete(question)
    session.flush()
    return [("verification_asked", one.id) for one in asked]


def _owe_again(session: Session, ticket: Ticket, record: Resolution) -> list[tuple[str, int]]:
    """Promises that were settled by resolving are owed as before."""
    settled = (GivenPromise.ticket_id == ticket.id) & (GivenPromise.settled_at == record.at)
    found = session.scalars(
        select(GivenPromise).where(settled, GivenPromise.settled_by_id == record.by_id)
    ).all()
    for one in found:
        again = look_at(one.due_at, record.at) if one.missed_at is None else None
        owed = {"settled_at": None, "settled_by_id": None, "ending": None, "look_after": again}
        session.execute(update(GivenPromise).where(GivenPromise.id == one.id).values(**owed))
        session.refresh(one)
    return [("promise_settled", one.id) for one in found]
