"""Somebody goes and comes back: what becomes of their open tickets, looked at first, done once, and taken back.

What was handed over comes back by itself only where nobody has worked on it: who has begun with a customer goes on.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.loop.act.act import assign
from cxloop.people import absences, teams
from cxloop.people.absences import Absence
from cxloop.people.models import Team, User
from cxloop.people.policies import may_work_on
from cxloop.tickets import handing_over
from cxloop.tickets.models import Ticket, TicketEvent
from cxloop.tickets.turns import Turns


def while_away(
    session: Session, user: User, way: str, deputy: User | None, at: datetime
) -> list[tuple[Ticket, int]]:
    """Each of their open tickets, the most pressing first, and who has it then; nothing is changed.

    What is of a team the deputy does not see goes to that team's people by turns.
    """
    theirs = select(Ticket).where(Ticket.owner_id == user.id, Ticket.is_open)
    found = session.scalars(theirs.order_by(Ticket.due_at.is_(None), Ticket.due_at, Ticket.id)).all()
    if way != "hand_over":
        return [(ticket, user.id) for ticket in found]
    present = absences.stand_in(deputy, absences.away(session, at))
    turns: dict[int, Turns] = {}
    given = []
    for ticket in found:
        round_ = turns.get(ticket.team_id) or turns.setdefault(
            ticket.team_id, _round(session, ticket.team_id, user, at)
        )
        takes = present is not None and present.id != user.id and may_work_on(present, ticket.team_id, None)
        owner_id = present.id if present and takes else round_.next()
        given.append((ticket, owner_id or user.id))
    return given


def begin_absence(session: Session, absence: Absence, at: datetime) -> int:
    """Do what is to be done when it begins, once; returns how many tickets were handed over."""
    if absence.begun_at is not None or not absence.begins_at <= at < absence.ends_at:
        return 0
    absence.begun_at = at
    user = absence.user
    given = {
        ticket.id: owner_id
        for ticket, owner_id in while_away(session, user, absence.tickets, absence.deputy, at)
        if owner_id != user.id
    }
    absence.handed = {str(number): owner_id for number, owner_id in given.items()} or None
    _give(session, given, at)
    return len(given)


def end_absence(session: Session, absence: Absence, at: datetime) -> list[int]:
    """Close what is over, once; returns the tickets that came back, which nobody had worked on meanwhile."""
    if absence.closed_at is not None or absence.ends_at > at:
        return []
    absence.closed_at = at
    if not absence.user.is_active:
        return []
    back = [
        int(number) for number, owner_id in (absence.handed or {}).items()
        if _is_untouched(session, int(number), int(owner_id), absence.begun_at or at)
    ]  # fmt: skip
    _give(session, dict.fromkeys(back, absence.user_id), at)
    return back


def begin_and_end_absences(session: Session, *, at: datetime, most: int = 100) -> int:
    """What the clock does about them; returns how many began or ended. Late, one that is over begins no more."""
    waiting = absences.lasting(at) & Absence.begun_at.is_(None)
    over = (Absence.ends_at <= at) & Absence.closed_at.is_(None)
    found: Sequence[Absence] = session.scalars(
        select(Absence).where(waiting | over).order_by(Absence.id).limit(most).with_for_update(of=Absence)
    ).all()
    for absence in found:
        begin_absence(session, absence, at)
        end_absence(session, absence, at)
    session.flush()
    return len(found)


def _give(session: Session, given: dict[int, int], at: datetime) -> None:
    for number, owner_id in given.items():
        assign(session, number, owner_id=owner_id, by=None, at=at, via="job", tell=False)
    for owner_id in sorted(set(given.values())):
        theirs = [number for number, to in given.items() if to == owner_id]
        handing_over.tell_new_owner(session, theirs, owner_id=owner_id, by_id=None, at=at)


def _is_untouched(session: Session, number: int, owner_id: int, since: datetime) -> bool:
    """Still open and theirs to whom it was given, and they did nothing on it."""
    ticket = session.get(Ticket, number)
    if ticket is None or not ticket.is_open or ticket.owner_id != owner_id:
        return False
    done = select(TicketEvent.ticket_id).where(
        TicketEvent.ticket_id == number, TicketEvent.actor_id == owner_id, TicketEvent.at >= since
    )
    return session.scalar(done.limit(1)) is None


def _round(session: Session, team_id: int, user: User, at: datetime) -> Turns:
    people = [one for one in teams.takers(session, team_id, at) if one != user.id]
    return Turns(people, session.get_one(Team, team_id).turn)
