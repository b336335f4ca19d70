"""What My loop asks after a call in vain: when again, and whether it was a slip."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from cxloop.database import db
from cxloop.loop.act import UNDO_WITHIN
from cxloop.people.models import User
from cxloop.people.policies import scope_of
from cxloop.tickets.models import ContactAttempt, Ticket
from cxloop.web.tickets.when_again import Offer, offers

JUST_NOW = timedelta(hours=1)


@dataclass(frozen=True)
class Tried:
    """An attempt of this person, and when they could try again."""

    ticket: Ticket
    record_id: int
    at: datetime
    attempts: int
    may_undo: bool
    offers: Sequence[Offer]


def tried_now(ticket_id: int | None, user: User, at: datetime) -> Tried | None:
    """The attempt the page comes from, while it is this person's newest word on the ticket; else None."""
    session = db.session()
    ticket = session.get(Ticket, ticket_id) if ticket_id else None
    if ticket is None or not scope_of(user).covers(ticket.team_id, ticket.owner_id):
        return None
    of_round = (ContactAttempt.ticket_id == ticket.id, ContactAttempt.segment == ticket.segment)
    newest = session.scalars(
        select(ContactAttempt).where(*of_round).order_by(ContactAttempt.id.desc()).limit(1)
    ).first()
    is_mine = newest is not None and newest.by_id == user.id and newest.outcome != "reached"
    if (
        newest is None
        or not is_mine
        or not ticket.is_owed
        or ticket.is_snoozed(at)
        or at - newest.at > JUST_NOW
    ):
        return None
    attempts = session.scalar(select(func.count()).where(*of_round, ContactAttempt.outcome != "reached")) or 0
    return Tried(ticket, newest.id, newest.at, attempts, at - newest.at <= UNDO_WITHIN, offers(at))
