"""When a contact happened that is written down afterwards, and in which round of the ticket that was. Read only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.tickets.models import Reopening, Ticket
from cxloop.tickets.requirements import StepIncomplete

CLOCKS_SAY = timedelta(minutes=1)
"""People tell the time to the minute."""


@dataclass(frozen=True, slots=True)
class Happened:
    """`written_at` is None for what is written down as it happens."""

    at: datetime
    written_at: datetime | None
    segment: int


def happened(session: Session, ticket: Ticket, at: datetime | None, now: datetime) -> Happened:
    """What somebody says now of a contact at `at`; None: just now.

    Raises:
        StepIncomplete: it lies ahead, or before the ticket was opened.
    """
    if at is None or timedelta(0) <= now - at < CLOCKS_SAY:
        return Happened(now, None, ticket.segment)
    if at > now:
        raise StepIncomplete({"happened_at": "in_the_future"})
    if at <= ticket.opened_at - CLOCKS_SAY:
        raise StepIncomplete({"happened_at": "before_the_ticket"})
    at = max(at, ticket.opened_at)
    begun = select(func.max(Reopening.segment)).where(Reopening.ticket_id == ticket.id, Reopening.at <= at)
    return Happened(at, now, session.scalar(begun) or 1)
