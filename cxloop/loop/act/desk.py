"""Handing a colleague's desk over: who would get which ticket is proposed first, then given as it was decided."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.loop.act.act import assign
from cxloop.people import teams
from cxloop.people.models import User
from cxloop.people.policies import may_work_on
from cxloop.tickets import handing_over, queries, steps
from cxloop.tickets.desks import owed_by
from cxloop.tickets.models import Assignment, ContactAttempt, Ticket
from cxloop.tickets.queue import with_faces
from cxloop.tickets.routing import least_loaded
from cxloop.tickets.steps import StepRefused

MOST = 200
"""So many tickets are handed over at once; the most pressing ones first."""


@dataclass(frozen=True)
class Proposal:
    """One ticket of a desk, and who would get it; None: the team's queue, the person themselves: it stays."""

    ticket: Ticket
    owner_id: int | None
    knows_them: bool = False
    """Whether they have reached this customer before."""
    may_wait: bool = True
    """Whether it may go back to the queue."""


@dataclass(frozen=True)
class Handed:
    """What became of a hand-over: the records it may be undone by, and how many tickets stayed as they were."""

    records: Sequence[int]
    stayed: int


def proposed(
    session: Session,
    person: User,
    team_ids: Collection[int],
    *,
    to: int | None = None,
    at: datetime | None = None,
) -> list[Proposal]:
    """Who would get each open ticket of this person in these teams, the most pressing first.

    Whoever has reached the customer before; else the colleague of the ticket's team with the fewest owed tickets, each
    one given counted. `to` is one colleague for all of them. Who is away `at` this moment is given nothing.
    """
    theirs = select(Ticket).where(Ticket.owner_id == person.id, Ticket.team_id.in_(team_ids), Ticket.is_open)
    tickets = session.scalars(
        with_faces(theirs).order_by(Ticket.due_at.is_(None), Ticket.due_at, Ticket.id).limit(MOST)
    ).all()
    takers = {
        team_id: [one for one in teams.takers(session, team_id, at) if one != person.id]
        for team_id in {ticket.team_id for ticket in tickets}
    }
    load = owed_by(session, {one for people in takers.values() for one in people})
    known = _who_reached(session, tickets)
    found = []
    for ticket in tickets:
        may_wait = steps.may(steps.Step.RELEASE, ticket.state)
        people = takers[ticket.team_id]
        before = next((one for one in known.get(ticket.contact_id or 0, ()) if one in people), None)
        owner_id = to or before or least_loaded(people, load) or (None if may_wait else person.id)
        if owner_id in load and ticket.is_owed:
            load[owner_id] += 1
        found.append(Proposal(ticket, owner_id, owner_id is not None and owner_id == before, may_wait))
    return found


def hand_desk_over(
    session: Session, person_id: int, wanted: Mapping[int, int | None], *, by: User, at: datetime, via: str,
    note: str = "",
) -> Handed:  # fmt: skip
    """Give each ticket to whom it was decided; None is the team's queue. Every new owner is told once.

    What this person has no more, or is closed, or out of `by`'s sight, stays as it is and is counted.
    """
    given: dict[int | None, list[int]] = {}
    for ticket_id in sorted(wanted)[:MOST]:
        ticket = session.get(Ticket, ticket_id)
        if ticket is None or ticket.owner_id != person_id:
            continue
        if not may_work_on(by, ticket.team_id, ticket.owner_id):
            continue
        queries.locked(session, ticket_id)
        with suppress(StepRefused):
            if ticket.owner_id == person_id:
                assign(
                    session,
                    ticket_id,
                    owner_id=wanted[ticket_id],
                    by=by,
                    at=at,
                    via=via,
                    note=note,
                    tell=False,
                )
                given.setdefault(wanted[ticket_id], []).append(ticket_id)
    for owner_id, ticket_ids in given.items():
        if owner_id is not None:
            handing_over.tell_new_owner(session, ticket_ids, owner_id=owner_id, by_id=by.id, at=at)
    moved = [ticket_id for ticket_ids in given.values() for ticket_id in ticket_ids]
    newest = (
        select(func.max(Assignment.id)).where(Assignment.ticket_id.in_(moved)).group_by(Assignment.ticket_id)
    )
    return Handed(sorted(session.scalars(newest)), len(wanted) - len(moved))


def _who_reached(session: Session, tickets: Sequence[Ticket]) -> dict[int, list[int]]:
    """For each customer, who has reached them, the latest first."""
    contacts = {ticket.contact_id for ticket in tickets if ticket.contact_id}
    rows = session.execute(
        select(Ticket.contact_id, ContactAttempt.by_id)
        .join(Ticket, Ticket.id == ContactAttempt.ticket_id)
        .where(Ticket.contact_id.in_(contacts), ContactAttempt.outcome == "reached")
        .order_by(ContactAttempt.at.desc(), ContactAttempt.id.desc())
    )
    found: dict[int, list[int]] = {}
    for contact_id, by_id in rows:
        if contact_id:
            found.setdefault(contact_id, []).append(by_id)
    return found
