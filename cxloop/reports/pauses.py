"""What pauses do to M6: a clock that stood still is counted, so that no figure hides behind it. Read only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from cxloop.database import company_zone
from cxloop.reports.cohorts import cohort
from cxloop.reports.period import Period
from cxloop.reports.standing import resolution_due
from cxloop.reports.wanted import EVERYTHING, Wanted
from cxloop.tickets.models import Ticket
from cxloop.tickets.snoozes import Snooze
from cxloop.tickets.waits import Wait


@dataclass(frozen=True)
class Paused:
    """Of the tickets whose resolution is due."""

    paused: int
    """Their time to solve it stood still for a while."""
    snoozed: int
    thanks_to_pauses: int
    """Resolved in time, and late had nothing stood still."""


def paused_by(session: Session, period: Period, as_of: datetime, wanted: Wanted = EVERYTHING) -> Paused:
    """One statement, led by what was paused and put off."""
    due = resolution_due(as_of)
    ours = (cohort(period, as_of, company_zone(session), "received", wanted), due <= as_of)
    waited = (Wait.resolution_due_before.is_not(None), Wait.at <= as_of)
    first_due = (
        select(Wait.ticket_id, func.min(Wait.resolution_due_before).label("due_at"))
        .join(Ticket, Ticket.id == Wait.ticket_id)
        .where(*waited, Wait.segment == Ticket.segment)
        .group_by(Wait.ticket_id)
        .subquery()
    )
    done_at = func.coalesce(Ticket.resolved_at, Ticket.closed_at)
    asked = (
        select(func.count(distinct(Wait.ticket_id)))
        .join(Ticket, Ticket.id == Wait.ticket_id)
        .where(*waited, *ours),
        select(func.count(distinct(Snooze.ticket_id)))
        .join(Ticket, Ticket.id == Snooze.ticket_id)
        .where(Snooze.at <= as_of, *ours),
        select(func.count())
        .select_from(first_due)
        .join(Ticket, Ticket.id == first_due.c.ticket_id)
        .where(*ours, done_at <= as_of, done_at <= due, done_at > first_due.c.due_at),
    )
    row = session.execute(select(*(one.scalar_subquery() for one in asked))).one()
    return Paused(*row)
