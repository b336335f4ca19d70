"""The promises of a first contact after reopenings (beside M4): each round has a contact of its own."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, select
from sqlalchemy.orm import Session

from cxloop.accounts.consent import allowed
from cxloop.database import UTCDateTime, company_zone
from cxloop.reports.cohorts import cohort
from cxloop.reports.metrics.contacted import ContactedInTime, contacted
from cxloop.reports.period import Period
from cxloop.reports.wanted import EVERYTHING, Wanted
from cxloop.tickets.models import ContactAttempt, Reopening, Ticket


def later_rounds(
    session: Session, period: Period, as_of: datetime, wanted: Wanted = EVERYTHING
) -> ContactedInTime:
    """Of the cohort's reopenings by `as_of`: attempted and reached by what each promised; one statement.

    Reopenings from before promises were kept with them are left out.
    """
    due, now = Reopening.contact_due_at, literal(as_of, UTCDateTime)
    moment = case((due <= as_of, due), else_=now)

    def tried(*more: ColumnElement[bool]) -> ColumnElement[bool]:
        of_round = (ContactAttempt.ticket_id == Ticket.id, ContactAttempt.segment == Reopening.segment)
        return exists().where(*of_round, ContactAttempt.at <= moment, *more)

    is_judged = case((due <= as_of, 1), else_=0).label("is_judged")
    may = case(
        (and_(Ticket.opened_for_id.is_not(None), allowed(Ticket.opened_for_id, "calls", moment)), 1), else_=0
    ).label("may")
    attempted = case((tried(), 1), else_=0).label("attempted")
    reached = case((tried(ContactAttempt.outcome == "reached"), 1), else_=0).label("reached")
    each = (
        select(is_judged, may, attempted, reached)
        .join(Ticket, Ticket.id == Reopening.ticket_id)
        .where(
            cohort(period, as_of, company_zone(session), "received", wanted),
            Reopening.at <= as_of,
            due.is_not(None),
        )
        .subquery()
    )
    alike = (each.c.is_judged, each.c.may, each.c.attempted, each.c.reached)
    rows = session.execute(select(*alike, func.count()).group_by(*alike)).all()
    judged = [(tries, reaches, count) for due_, may_, tries, reaches, count in rows if due_ and may_]
    return contacted(
        attempted=sum(count for tries, _, count in judged if tries),
        reached=sum(count for _, reaches, count in judged if reaches),
        matured=sum(count for _, _, count in judged),
        running=sum(count for due_, may_, _, _, count in rows if may_ and not due_),
        uncontactable=sum(count for _, may_, _, _, count in rows if not may_),
    )
