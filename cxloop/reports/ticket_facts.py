"""One row per ticket of a cohort with everything M4, M6, M7 and M11 ask of it, counted by what is alike.

Whether somebody could be contacted is asked of the moment the first contact was due, by the consent as it was then and
of the person as we knew them then: what happens to people later changes no past figure.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, func, literal, select
from sqlalchemy.orm import Session, aliased

from cxloop.accounts.consent import allowed
from cxloop.database import UTCDateTime, company_zone
from cxloop.reports.cohorts import Clock, cohort
from cxloop.reports.measures import SCORED
from cxloop.reports.period import HORIZON_DAYS, Period
from cxloop.reports.standing import newest_resolution, resolution_due, stands, tried, word_by, written_late
from cxloop.reports.wanted import EVERYTHING, Wanted
from cxloop.responses.models import Survey
from cxloop.tickets.models import Resolution, Rule, Ticket, Verification
from cxloop.tickets.policies import BY_HAND


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What is recorded about a ticket (yes or no as 1 or 0); those of a resolution hold while it stands."""

    eligible: bool
    """By the verdict of its day: a rule opened it for a score. What a colleague opened by hand is in no M7."""
    contactable: bool
    is_old_enough: bool
    promise_is_due: bool
    attempted: bool
    reached: bool
    attempted_in_time: bool
    reached_in_time: bool
    written_late: bool
    """Reached in time, and nobody had written it down a day later."""
    resolution_is_due: bool
    resolved_in_time: bool
    closed: bool
    cause: bool
    action: bool
    told: bool
    asked: bool
    answer: str
    window_expired: bool
    unreachable: bool
    driver_id: int | None


@dataclass(frozen=True, slots=True)
class TicketGroup(TicketFacts):
    """`count` tickets of a cohort that are alike in everything the figures ask."""

    count: int


def contactable(as_of: datetime) -> ColumnElement[bool]:
    """Whether we could call when the first contact was due, or can now where it is not due yet."""
    due = Ticket.first_contact_due_at
    moment = case((due <= as_of, due), else_=literal(as_of, UTCDateTime))
    return and_(Ticket.opened_for_id.is_not(None), allowed(Ticket.opened_for_id, "calls", moment))


def eligible() -> ColumnElement[bool]:
    """Whether a rule named the answer that opened it, and that answer had a score."""
    by_hand = select(Rule.id).where(Rule.key == BY_HAND)
    scored = select(Survey.id).where(Survey.metric.in_(SCORED))
    return and_(Ticket.rule_id.not_in(by_hand), Ticket.survey_id.in_(scored))


def ticket_facts(
    session: Session, period: Period, as_of: datetime, clock: Clock, *also: Any, wanted: Wanted = EVERYTHING
) -> Select[Any]:
    """The facts of TicketFacts in their order, then `also`."""
    newest = aliased(Resolution)
    holds = stands(newest, as_of)
    asked = and_(holds, Verification.asked_at <= as_of)
    due = resolution_due(as_of)

    def by(moment: Any, limit: Any = as_of) -> ColumnElement[Any]:
        return and_(moment <= as_of, moment <= limit)

    in_time = by(Ticket.first_reached_at, Ticket.first_contact_due_at)
    yes_or_no: dict[str, ColumnElement[Any]] = {
        "eligible": eligible(),
        "contactable": contactable(as_of),
        "is_old_enough": Ticket.received_at <= as_of - timedelta(days=HORIZON_DAYS),
        "promise_is_due": Ticket.first_contact_due_at <= as_of,
        "attempted": tried(as_of),
        "reached": tried(as_of, reached=True),
        "attempted_in_time": by(Ticket.first_attempt_at, Ticket.first_contact_due_at),
        "reached_in_time": in_time,
        "written_late": and_(in_time, written_late(as_of)),
        "resolution_is_due": due <= as_of,
        "resolved_in_time": and_(holds, newest.at <= due),
        "closed": holds,
        "cause": and_(holds, newest.driver_id.is_not(None)),
        "action": and_(holds, newest.action.is_not(None)),
        "told": and_(holds, newest.told_at <= as_of),
        "asked": asked,
    }
    expired = and_(asked, Verification.expires_at <= as_of)
    return (
        select(
            *(case((condition, 1), else_=0).label(name) for name, condition in yes_or_no.items()),
            case((asked, word_by(as_of)), else_=literal("", String)).label("answer"),
            case((expired, 1), else_=0).label("window_expired"),
            case((and_(holds, newest.kind == "unreachable"), 1), else_=0).label("unreachable"),
            case((holds, newest.driver_id)).label("driver_id"),
            *also,
        )
        .select_from(Ticket)
        .outerjoin(newest, newest.id == newest_resolution(as_of))
        .outerjoin(Verification, Verification.resolution_id == newest.id)
        .where(cohort(period, as_of, company_zone(session), clock, wanted))
    )


def ticket_groups(
    session: Session, period: Period, as_of: datetime, clock: Clock, wanted: Wanted = EVERYTHING
) -> list[TicketGroup]:
    """The cohort, counted by its facts."""
    facts = ticket_facts(session, period, as_of, clock, wanted=wanted).subquery()
    rows: Any = session.execute(select(*facts.c, func.count()).group_by(*facts.c))
    return [TicketGroup(*row) for row in rows]
