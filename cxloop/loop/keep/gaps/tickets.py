"""Tickets whose row says other things than their records: no deadline, no owner's record, a state that never was."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, and_, case, cast, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.loop import verify
from cxloop.loop.keep.gaps.kinds import OLD_ENOUGH, Rows
from cxloop.loop.keep.gaps.telling import IS_OWED
from cxloop.people.models import User
from cxloop.tickets import promises, queries
from cxloop.tickets.changes import changed, subject
from cxloop.tickets.going_on import end_wait
from cxloop.tickets.models import (
    Assignment,
    Escalation,
    Reopening,
    Resolution,
    Ticket,
    TicketEvent,
    Verification,
)
from cxloop.tickets.retracing import retrace
from cxloop.tickets.steps import Step, after

VIA = "job"


def _misplaced(_session: Session, at: datetime) -> Sequence[Select[Any]]:
    """Owed but in no queue, watched by nobody, due at another moment than promised; or in the queue though done."""
    first, last = Ticket.contact_due_at, Ticket.resolution_due_at
    due = case((and_(Ticket.reached_at.is_(None), first < last), first), else_=last)
    place = literal("resolution:") + cast(Ticket.segment, String)
    again = place + literal(".") + cast(Ticket.promised, String)
    told = exists().where(
        Escalation.ticket_id == Ticket.id,
        Escalation.step == case((Ticket.promised == 1, place), else_=again),
    )
    unwatched = and_(Ticket.escalate_after.is_(None), ~told)
    lost = or_(Ticket.due_at.is_(None), Ticket.due_at != due, Ticket.queue_at.is_(None), unwatched)
    left = or_(Ticket.due_at.is_not(None), Ticket.queue_at.is_not(None), Ticket.escalate_after.is_not(None))
    return [
        select(Ticket.id).where(Ticket.opened_at < at - OLD_ENOUGH, or_(and_(IS_OWED, lost), and_(~IS_OWED, left)))
    ]  # fmt: skip


def _settle(session: Session, ticket_id: int, _at: datetime) -> bool:
    ticket = queries.locked(session, ticket_id)
    promises.settle(ticket, queries.escalated(session, ticket_id))
    session.flush()
    return True


def _newest_owner() -> Any:
    newest = select(Assignment.owner_id).where(Assignment.ticket_id == Ticket.id)
    return newest.order_by(Assignment.id.desc()).limit(1).scalar_subquery()


def _owner_unrecorded(_session: Session, at: datetime) -> Sequence[Select[Any]]:
    by_record = func.coalesce(_newest_owner(), 0)
    return [
        select(Ticket.id).where(
            Ticket.opened_at < at - OLD_ENOUGH, func.coalesce(Ticket.owner_id, 0) != by_record
        )
    ]


def _own_by_record(session: Session, ticket_id: int, at: datetime) -> bool:
    """The newest record says whose it is; where there is none, the ticket's word is written down."""
    ticket = queries.locked(session, ticket_id)
    records = select(Assignment).where(Assignment.ticket_id == ticket_id).order_by(Assignment.id.desc())
    newest = session.scalars(records.limit(1)).first()
    if newest is None:
        session.add(Assignment(ticket_id=ticket_id, owner_id=ticket.owner_id, by_id=None, at=at, note=None))
        session.flush()
        return True
    before, ticket.owner_id = ticket.owner_id, newest.owner_id
    _as_owned(ticket)
    facts = {"record": newest.id, "before": before, "owner": newest.owner_id}
    changed(session, ticket, "assigned", at=at, actor_id=None, via=VIA, **facts)
    return True


def _as_owned(ticket: Ticket) -> None:
    step = Step.ASSIGN if ticket.owner_id else Step.RELEASE
    if ticket.state in ("new", "assigned"):
        ticket.state = after(step, ticket.state)


def _owner_gone(_session: Session, _at: datetime) -> Sequence[Select[Any]]:
    return [
        select(Ticket.id).join(User, User.id == Ticket.owner_id).where(IS_OWED, User.is_active.is_(False))
    ]


def _release(session: Session, ticket_id: int, at: datetime) -> bool:
    """Back into the team's triage queue, and the team is told that nobody has it."""
    ticket = queries.locked(session, ticket_id)
    end_wait(session, ticket, "released", at=at, actor_id=None, via=VIA)
    before, ticket.owner_id = ticket.owner_id, None
    ticket.state = after(Step.RELEASE, ticket.state)
    record = Assignment(ticket_id=ticket_id, owner_id=None, by_id=None, at=at, note=None)
    session.add(record)
    session.flush()
    changed(
        session,
        ticket,
        "assigned",
        at=at,
        actor_id=None,
        via=VIA,
        record=record.id,
        before=before,
        owner=None,
    )
    outbox.enqueue(
        session, kind="unowned", subject=subject(ticket_id), via="slack", recipient=f"team:{ticket.team_id}",
        at=at, step=record.id, facts={},
    )  # fmt: skip
    return True


def _question_missing(_session: Session, at: datetime) -> Sequence[Select[Any]]:
    of_ticket = select(func.max(Resolution.id)).where(Resolution.ticket_id == Ticket.id)
    newest = of_ticket.correlate(Ticket).scalar_subquery()
    asked = exists().where(Verification.resolution_id == newest)
    has_resolution = exists().where(Resolution.ticket_id == Ticket.id)
    is_old = Ticket.resolved_at < at - OLD_ENOUGH
    return [select(Ticket.id).where(Ticket.state == "resolved", is_old, has_resolution, ~asked)]


def _ask(session: Session, ticket_id: int, at: datetime) -> bool:
    ticket = queries.locked(session, ticket_id)
    records = select(Resolution).where(Resolution.ticket_id == ticket_id).order_by(Resolution.id.desc())
    verify.ask(session, ticket, session.scalars(records.limit(1)).one(), at=at)
    return True


def _untrue(_session: Session, at: datetime) -> Sequence[Select[Any]]:
    """The state and the records contradict each other."""

    def count(model: type[Resolution] | type[Reopening]) -> Any:
        return select(func.count()).where(model.ticket_id == Ticket.id).scalar_subquery()

    said_yes = exists().where(Verification.ticket_id == Ticket.id, Verification.answer == "yes")
    never_was = and_(
        Ticket.state.in_(("resolved", "verified", "unverified", "not_asked")),
        ~exists().where(Resolution.ticket_id == Ticket.id),
    )
    owned_or_not = or_(
        and_(Ticket.state == "new", Ticket.owner_id.is_not(None)),
        and_(Ticket.state == "assigned", Ticket.owner_id.is_(None)),
    )
    still_owed = and_(IS_OWED, count(Resolution) > count(Reopening))
    unsaid = and_(Ticket.state == "verified", ~said_yes)
    return [
        select(Ticket.id).where(
            Ticket.opened_at < at - OLD_ENOUGH, or_(never_was, owned_or_not, still_owed, unsaid)
        )
    ]


def _retrace(session: Session, ticket_id: int, at: datetime) -> bool:
    """The trail says which state it is in; what it cannot say, a person must."""
    ticket = queries.locked(session, ticket_id)
    events = select(TicketEvent.kind, TicketEvent.facts).where(TicketEvent.ticket_id == ticket_id)
    state = retrace((kind, facts) for kind, facts in session.execute(events.order_by(TicketEvent.number)))
    if state is None or state == ticket.state:
        return False
    ticket.state, ticket.version = state, ticket.version + 1
    promises.settle(ticket, queries.escalated(session, ticket_id))
    outbox.touch(session, subject(ticket_id), at)
    session.flush()
    return True


KINDS = (
    Rows("ticket_state_untrue", "ticket", Ticket.id, _untrue, _retrace),
    Rows("ticket_owner_unrecorded", "ticket", Ticket.id, _owner_unrecorded, _own_by_record),
    Rows("ticket_owner_gone", "ticket", Ticket.id, _owner_gone, _release),
    Rows("ticket_misplaced", "ticket", Ticket.id, _misplaced, _settle),
    Rows("question_missing", "ticket", Ticket.id, _question_missing, _ask),
)
