"""Taking a hand-over back, for ten minutes: the ticket returns to whoever had it."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.loop.act.act import assign
from cxloop.people.models import User
from cxloop.people.policies import may_work_on
from cxloop.tickets import queries
from cxloop.tickets.models import Assignment, Ticket

UNDO_WITHIN = timedelta(minutes=10)


class CannotUndo(Exception):
    """The hand-over was somebody else's or is too old, its maker may not see the ticket any more, or something has
    happened to the ticket's owner since."""


def undo_assignment(session: Session, record_id: int, *, by: User, at: datetime, via: str) -> Ticket:
    """Give the ticket back to whoever had it before this hand-over; both stay in the trail.

    Raises:
        CannotUndo
        StepRefused: the ticket is closed.
    """
    record = session.get(Assignment, record_id)
    if record is None or record.by_id != by.id or at - record.at > UNDO_WITHIN:
        raise CannotUndo
    ticket = queries.locked(session, record.ticket_id)
    if not may_work_on(by, ticket.team_id, ticket.owner_id):
        raise CannotUndo
    of_ticket = select(Assignment).where(Assignment.ticket_id == ticket.id)
    newest = session.scalar(select(func.max(Assignment.id)).where(Assignment.ticket_id == ticket.id))
    if newest != record.id:
        raise CannotUndo
    before = session.scalars(
        of_ticket.where(Assignment.id < record.id).order_by(Assignment.id.desc()).limit(1)
    ).first()
    owner = session.get(User, before.owner_id) if before and before.owner_id else None
    if owner is not None and not owner.is_active:
        raise CannotUndo
    return assign(session, ticket.id, owner_id=owner.id if owner else None, by=by, at=at, via=via)
