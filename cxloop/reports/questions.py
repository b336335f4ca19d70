"""Every question "is it solved?" that was asked of a cohort, and what came of it (M8)."""

from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from cxloop.database import company_zone
from cxloop.reports.cohorts import cohort
from cxloop.reports.metrics.verified import Asked
from cxloop.reports.period import Period
from cxloop.reports.standing import word_by
from cxloop.reports.wanted import EVERYTHING, Wanted
from cxloop.tickets.models import Ticket, Verification


def asked(session: Session, period: Period, as_of: datetime, wanted: Wanted = EVERYTHING) -> list[Asked]:
    """The questions of tickets received in the period, counted by what came of them; one statement."""
    each = asked_of(period, as_of, company_zone(session), wanted).subquery()
    alike = (each.c.word, each.c.is_first, each.c.may_still_answer)
    rows: Any = session.execute(select(*alike, func.count()).group_by(*alike))
    return [
        Asked(word, is_first=bool(first), may_still_answer=bool(waits), count=count)
        for word, first, waits, count in rows
    ]


def asked_of(period: Period, as_of: datetime, zone: tzinfo, wanted: Wanted = EVERYTHING) -> Select[Any]:
    """One row a question; a customer who was never asked is in none."""
    place = func.row_number().over(
        partition_by=Verification.ticket_id, order_by=(Verification.asked_at, Verification.id)
    )
    word = word_by(as_of)
    return (
        select(
            Verification.id.label("id"),
            Verification.ticket_id.label("ticket_id"),
            Verification.asked_at.label("asked_at"),
            word.label("word"),
            case((word != "", Verification.answered_at)).label("said_at"),
            case((place == 1, 1), else_=0).label("is_first"),
            case((Verification.expires_at > as_of, 1), else_=0).label("may_still_answer"),
        )
        .join(Ticket, Ticket.id == Verification.ticket_id)
        .where(Verification.asked_at <= as_of, cohort(period, as_of, zone, "received", wanted))
    )
