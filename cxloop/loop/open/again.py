"""Promised anew: what was switched on since is offered to open tickets, by name and never silently."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from cxloop.calendars.models import Calendar
from cxloop.calendars.queries import working_time_of
from cxloop.calendars.working_time import WorkingTime
from cxloop.people.models import User
from cxloop.tickets import policies, promises, queries, waits
from cxloop.tickets.changes import changed
from cxloop.tickets.deadlines import Deadlines, deadlines_for
from cxloop.tickets.models import Policy, Ticket, TicketEvent
from cxloop.tickets.pausing import NONE, Pauses, postponed

MARK = re.compile(r"([0-9]{1,9})~[0-9]{14}~[0-9]{14}")


@dataclass(frozen=True)
class Due:
    """One promise of a ticket, as it stands and as it would be made today."""

    before: datetime
    now: datetime

    @property
    def differs(self) -> bool:
        return self.before != self.now


@dataclass(frozen=True)
class Offer:
    """What one open ticket would be promised by what is in force now."""

    ticket: Ticket
    contact: Due
    resolution: Due
    policy_id: int
    calendar_id: int
    unpaused: Deadlines
    """The same without a pause that lasts."""

    @property
    def mark(self) -> str:
        """Names the ticket and both moments: who agrees, agrees to what they saw."""
        return f"{self.ticket.id}~{self.contact.now:%Y%m%d%H%M%S}~{self.resolution.now:%Y%m%d%H%M%S}"


@dataclass(frozen=True)
class Agreed:
    """What came of the marks somebody agreed to."""

    promised: Sequence[int]
    left: Sequence[int]
    """Closed, called or changed meanwhile: they keep what they have."""


def offers(session: Session, at: datetime) -> list[Offer]:
    """Of every open ticket whose promise would be another today, the most pressing first.

    A promise that was kept or missed stays what it was, and none is made for a moment that is over.
    """
    asked = select(Ticket).where(Ticket.is_owed).options(joinedload(Ticket.contact), joinedload(Ticket.owner))
    tickets = session.scalars(asked.order_by(Ticket.due_at, Ticket.id)).all()
    return list(_offers(session, tickets, at)) if tickets else []


def promise_again(
    session: Session, marks: Collection[str], *, by: User | None, at: datetime, via: str
) -> Agreed:
    """Give these tickets the promise that was seen; one of which that is no longer true keeps what it has.

    `by` None is an operator at the command line.
    """
    wanted = {int(found[1]): mark for mark in marks if (found := MARK.fullmatch(mark))}
    promised, left = [], []
    for number in sorted(wanted):
        ticket = session.get(Ticket, number) and queries.locked(session, number)
        offer = next(_offers(session, [ticket], at), None) if ticket and ticket.is_owed else None
        if offer is None or offer.mark != wanted[number]:
            left.append(number)
            continue
        _promise(session, offer, by, at, via)
        promised.append(number)
    return Agreed(promised, left)


def _promise(session: Session, offer: Offer, by: User | None, at: datetime, via: str) -> None:
    ticket = offer.ticket
    ticket.policy_id, ticket.calendar_id = offer.policy_id, offer.calendar_id
    ticket.time_zone = session.get_one(Calendar, offer.calendar_id).time_zone
    _keep_for_the_pause(session, offer)
    ticket.contact_due_at, ticket.resolution_due_at = offer.contact.now, offer.resolution.now
    if ticket.segment == 1:
        ticket.first_contact_due_at = offer.contact.now
    promises.look_again(ticket)
    facts = {
        name: moment.isoformat()
        for name, due in (("contact", offer.contact), ("resolution", offer.resolution))
        if due.differs
        for name, moment in ((f"{name}_due_at", due.now), (f"{name}_before", due.before))
    }
    changed(session, ticket, "promised_anew", at=at, actor_id=by.id if by else None, via=via, **facts)


def _keep_for_the_pause(session: Session, offer: Offer) -> None:
    """A ticket that waits goes on from the new promise: what it would be without the pause that lasts."""
    wait = waits.present(session, offer.ticket)
    if wait is None:
        return
    for name, due, without in (
        ("first_contact", offer.contact, offer.unpaused.first_contact_due_at),
        ("resolution", offer.resolution, offer.unpaused.resolution_due_at),
    ):
        if due.differs and wait.does_pause(name):
            column = "contact_due_before" if name == "first_contact" else "resolution_due_before"
            setattr(wait, column, without if without > wait.at else None)


def _offers(session: Session, tickets: Sequence[Ticket], at: datetime) -> Iterator[Offer]:
    policy, calendars = policies.in_force(session, at), _Calendars(session)
    raised = _raised_at(session, [ticket.id for ticket in tickets if ticket.promised > 1])
    pauses = waits.pauses_of_many(session, tickets)
    for ticket in tickets:
        calendar_id, working_time = calendars.of(ticket, policy)
        due_with = partial(_due_today, ticket, policy, working_time, raised.get(ticket.id))
        mine = pauses.get(ticket.id, NONE)
        due = due_with(mine)
        contact = _as_seen(
            ticket.contact_due_at, due.first_contact_due_at, at, owed=ticket.reached_at is None
        )
        resolution = _as_seen(ticket.resolution_due_at, due.resolution_due_at, at)
        if contact.differs or resolution.differs:
            yield Offer(
                ticket, contact, resolution, policy.id, calendar_id, due_with(_over(session, ticket, mine))
            )


def _due_today(
    ticket: Ticket, policy: Policy, working_time: WorkingTime, raised_at: datetime | None, pauses: Pauses
) -> Deadlines:
    """As if the whole segment had been promised today, pauses left out: one that became urgent is due at the earlier of
    both."""

    def promised(began: datetime, priority: str) -> Deadlines:
        due = deadlines_for(began, policies.promise_of(policy, priority, ticket.opened_tier), working_time)
        return Deadlines(
            postponed(began, due.first_contact_due_at, pauses.get("first_contact", ()), working_time),
            postponed(began, due.resolution_due_at, pauses.get("resolution", ()), working_time),
        )

    due = promised(raised_at or ticket.segment_began_at, ticket.priority)
    if raised_at is None:
        return due
    first = promised(ticket.segment_began_at, "normal")
    return Deadlines(
        min(due.first_contact_due_at, first.first_contact_due_at),
        min(due.resolution_due_at, first.resolution_due_at),
    )


def _over(session: Session, ticket: Ticket, pauses: Pauses) -> Pauses:
    """Those that were ended: not the present one, whose moment may have come before the clock did."""
    wait = waits.present(session, ticket)
    return {
        name: [span for span in spans if wait is None or span != wait.span] for name, spans in pauses.items()
    }


def _as_seen(before: datetime, now: datetime, at: datetime, *, owed: bool = True) -> Due:
    return Due(before, now if owed and before > at and now > at else before)


def _raised_at(session: Session, numbers: Sequence[int]) -> dict[int, datetime]:
    """When each of these became urgent: from then on it was promised as such."""
    if not numbers:
        return {}
    raised = (TicketEvent.ticket_id.in_(numbers), TicketEvent.kind == "priority_raised")
    asked = select(TicketEvent.ticket_id, func.max(TicketEvent.at)).where(*raised)
    return dict(session.execute(asked.group_by(TicketEvent.ticket_id)).all())


class _Calendars:
    """Working times, each asked for once."""

    def __init__(self, session: Session) -> None:
        self.session, self.known = session, dict[int | None, tuple[int, WorkingTime]]()

    def of(self, ticket: Ticket, policy: Policy) -> tuple[int, WorkingTime]:
        """That of the policy, else of the ticket's team, as a ticket opened now gets it."""
        named = ticket.team.calendar_id
        if named not in self.known:
            calendar_id = policies.calendar_for(self.session, policy, ticket.team)
            self.known[named] = calendar_id, working_time_of(self.session, calendar_id)
        return self.known[named]
