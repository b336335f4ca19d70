"""How many customers behind what we changed were told of it (the tell-back of M13)."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.accounts.consent import allowed
from cxloop.accounts.models import Contact
from cxloop.improvements.models import Evidence, Improvement
from cxloop.improvements.telling import BackLetter
from cxloop.reports.shown_improvements import GONE_LIVE
from cxloop.reports.wanted import EVERYTHING, Wanted
from cxloop.tickets.models import Ticket


def told_back(session: Session, as_of: datetime, wanted: Wanted = EVERYTHING) -> tuple[int, int]:
    """(customers told, customers who can be) of improvements that are live, each customer once.

    Who can be has an address and allows such news at `as_of`, or was told.
    """
    behind = (
        select(Contact.id)
        .join(Ticket, Ticket.contact_id == Contact.id)
        .join(Evidence, Evidence.ticket_id == Ticket.id)
        .join(Improvement, Improvement.id == Evidence.improvement_id)
        .where(Improvement.state.in_(GONE_LIVE), Improvement.live_on <= as_of.date())
    )
    letters = select(Ticket.contact_id).join(BackLetter, BackLetter.ticket_id == Ticket.id)
    told = letters.where(BackLetter.sent_at <= as_of, Ticket.contact_id.is_not(None))
    if wanted.teams is not None:
        behind = behind.where(Ticket.team_id.in_(wanted.teams))
        told = told.where(Ticket.team_id.in_(wanted.teams))
    can_be = behind.where(Contact.email.is_not(None), allowed(Contact.id, "news", as_of))
    were = told.distinct().subquery()
    everybody = can_be.union(told).subquery()
    counted = [session.scalar(select(func.count()).select_from(one)) or 0 for one in (were, everybody)]
    return counted[0], counted[1]
