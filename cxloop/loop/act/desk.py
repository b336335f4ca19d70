"""Handing a colleague's desk over: who would get which ticket is proposed first; `giving` gives as it was decided."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.loop.act.giving import MOST
from cxloop.people import teams
from cxloop.people.models import User
from cxloop.tickets import steps
from cxloop.tickets.desks import owed_by
from cxloop.tickets.models import ContactAttempt, Ticket
from cxloop.tickets.queue import with_faces
from cxloop.tickets.routing import least_loaded


@dataclass(frozen=True)
class Proposal:
    """One ticket of a desk, and who would get it; None: the team's queue, the person themselves: it stays."""

    ticket: Ticket
    owner_id: int | None
    knows_them: bool = False
    """Whether they have reached this customer before."""
    may_wait: bool = True
    """Whether it may go back to the queue."""


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
