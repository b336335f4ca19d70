"""Somebody leaves: what becomes of their open tickets is looked at first, and done with the leaving or not at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.loop.act.act import assign
from cxloop.people import changes, teams
from cxloop.people.models import Team, User
from cxloop.settings import memberships
from cxloop.settings.ledger import Hand
from cxloop.tickets import handing_over, steps
from cxloop.tickets.changes import subject
from cxloop.tickets.models import Assignment, Ticket
from cxloop.tickets.routing import next_owner

WAYS = ("stay", "queue", "turns")
"""They keep their owner; they go back to the team's queue; colleagues of the team are given them by turns."""


@dataclass(frozen=True)
class Given:
    """One open ticket, and who has it then; None is the team's queue."""

    ticket_id: int
    team_id: int
    owner_id: int | None


def what_becomes(session: Session, user: User, way: str, at: datetime) -> list[Given]:
    """Who has each of their open tickets then, the most pressing given first; nothing is changed.

    What waits for the customer's word cannot go back to a queue: it stays theirs, or goes to a colleague.
    """
    theirs = select(Ticket).where(Ticket.owner_id == user.id, Ticket.is_open)
    turns: dict[int, tuple[Sequence[int], Iterator[int]]] = {}
    found = []
    for ticket in session.scalars(theirs.order_by(Ticket.due_at.is_(None), Ticket.due_at, Ticket.id)):
        owner_id = None if steps.may(steps.Step.RELEASE, ticket.state) else user.id
        if way == "stay":
            owner_id = user.id
        elif way == "turns":
            people, turn = turns.setdefault(ticket.team_id, _turns(session, ticket.team_id, user, at))
            owner_id = next_owner(people, next(turn)) or owner_id
        found.append(Given(ticket.id, ticket.team_id, owner_id))
    return found


def leave(session: Session, user: User, way: str, *, by: User | None, at: datetime, via: str) -> list[Given]:
    """Let them in no more, and do with their open tickets as `way` says; what they did keeps their name.

    Raises:
        LastAdministrator: nothing was changed.
        Refused: a team they lead cannot be without a lead.
    """
    by_id = by.id if by else None
    memberships.lead_none(session, user, Hand(by_id, via), at)
    changes.deactivate(session, user, at, by_id=by_id, via=via)
    session.flush()
    given = what_becomes(session, user, way, at)
    moved = [one for one in given if one.owner_id != user.id]
    for one in moved:
        assign(session, one.ticket_id, owner_id=one.owner_id, by=by, at=at, via=via, tell=False)
        if one.owner_id is None:
            _tell_the_team(session, one, at)
    for owner_id in sorted({one.owner_id for one in moved if one.owner_id}):
        theirs = [one.ticket_id for one in moved if one.owner_id == owner_id]
        handing_over.tell_new_owner(session, theirs, owner_id=owner_id, by_id=by_id, at=at)
    if way == "turns":
        _count_turns(session, moved)
    return given


def _tell_the_team(session: Session, one: Given, at: datetime) -> None:
    """Nobody has it: the team's channel hears of it, many at once as one digest."""
    record_id = session.scalar(select(func.max(Assignment.id)).where(Assignment.ticket_id == one.ticket_id))
    outbox.enqueue(
        session, kind="unowned", subject=subject(one.ticket_id), via="slack", recipient=f"team:{one.team_id}",
        at=at, step=record_id or 0, facts={},
    )  # fmt: skip


def _turns(session: Session, team_id: int, leaver: User, at: datetime) -> tuple[Sequence[int], Iterator[int]]:
    people = [user_id for user_id in teams.takers(session, team_id, at) if user_id != leaver.id]
    return people, count(session.get_one(Team, team_id).turn)


def _count_turns(session: Session, moved: Sequence[Given]) -> None:
    """The next new ticket goes to whoever comes after."""
    for one in moved:
        if one.owner_id:
            session.get_one(Team, one.team_id).turn += 1
