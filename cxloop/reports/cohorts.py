"""Which tickets a figure is about, and who told us: by one of two clocks, in days of the company's zone.

What customers felt goes by the day they answered; what we did goes by the moment the answer reached us, for nobody can
call about an answer that has not arrived. Merged tickets follow their parent.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from cxloop.database import company_zone
from cxloop.reports.period import Period
from cxloop.reports.standing import owed_then, tried
from cxloop.reports.wanted import EVERYTHING, Wanted
from cxloop.tickets.models import Ticket

Clock = Literal["answered", "received"]
FOLLOWS_ITS_PARENT = "merged"


def cohort(
    period: Period, as_of: datetime, zone: tzinfo, clock: Clock, wanted: Wanted = EVERYTHING
) -> ColumnElement[bool]:
    """Tickets whose answer was given, or received, in the period, and that existed at `as_of`."""
    moment = Ticket.received_at if clock == "received" else Ticket.answered_at
    return and_(
        moment >= period.starts_at(zone),
        moment < period.ends_at(zone),
        Ticket.opened_at <= as_of,
        Ticket.state != FOLLOWS_ITS_PARENT,
        wanted.of_tickets(),
    )


@dataclass(frozen=True, slots=True)
class Customers:
    """People who told us they were unhappy; `told` = `spoken_to` + `waiting` + `ended`.

    A known contact counts once, whatever the number of their tickets; an answer of somebody unknown counts once.
    """

    told: int
    spoken_to: int
    """Somebody had a conversation with them."""
    waiting: int
    """Nobody had spoken to them by then, and we owed them something."""

    @property
    def ended(self) -> int:
        """Over without a conversation: not reached, did not want to be, or there was nothing to do."""
        return self.told - self.spoken_to - self.waiting


def customers(session: Session, period: Period, as_of: datetime, wanted: Wanted = EVERYTHING) -> Customers:
    """Who told us in these days, by the moment we heard it; one statement."""
    person = func.coalesce(Ticket.contact_id, -Ticket.id)
    spoken = func.max(case((tried(as_of, reached=True), 1), else_=0)).label("spoken")
    owed = func.max(case((owed_then(as_of), 1), else_=0)).label("owed")
    each = (
        select(person, spoken, owed)
        .where(cohort(period, as_of, company_zone(session), "received", wanted))
        .group_by(person)
        .subquery()
    )
    waits = case((each.c.spoken == 1, 0), else_=each.c.owed)
    told, reached, waiting = session.execute(
        select(func.count(), func.sum(each.c.spoken), func.sum(waits)).select_from(each)
    ).one()
    return Customers(told, int(reached or 0), int(waiting or 0))
