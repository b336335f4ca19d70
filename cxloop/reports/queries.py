"""What the figures need, counted by the database: few statements, no object per row, the same on both engines.

Cohorts are tickets whose answer was given in the period and that existed at `as_of`; what was recorded later is not
looked at. Merged tickets follow their parent.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, String, and_, case, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from cxloop.accounts.models import Contact
from cxloop.database import UTCDateTime
from cxloop.reports.hours import hours_between
from cxloop.reports.measures import SCORED, Measure
from cxloop.reports.metrics.survival import Outcome, Wait
from cxloop.reports.models import DailyAnswers
from cxloop.reports.period import HORIZON_DAYS, Period
from cxloop.responses.models import Survey
from cxloop.tickets.models import Resolution, Ticket, Verification

ENDED_OTHERWISE = ("unreachable", "contact_declined", "not_actionable")
FOLLOWS_ITS_PARENT = "merged"
WAITED_FOR = ("attempted", "reached", "resolved")


@dataclass(frozen=True, slots=True)
class TicketGroup:
    """`count` tickets of a cohort that are alike in everything the figures ask (yes or no as 1 or 0)."""

    contactable: bool
    is_old_enough: bool
    promise_is_due: bool
    attempted: bool
    reached: bool
    attempted_in_time: bool
    reached_in_time: bool
    closed: bool
    cause: bool
    action: bool
    told: bool
    asked: bool
    answer: str
    window_expired: bool
    unreachable: bool
    driver_id: int | None
    count: int


def surveys_by_measure(session: Session) -> dict[int, Measure]:
    """The measure of every survey whose answers have a score, by the survey's id."""
    rows = session.execute(
        select(
            Survey.id,
            Survey.metric,
            Survey.is_relationship,
            Survey.scale_min,
            Survey.scale_max,
            Survey.is_anonymous,
        ).where(Survey.metric.in_(SCORED))
    )
    return {row[0]: Measure(*row[1:]) for row in rows}


def tallies(session: Session, period: Period) -> dict[tuple[int, bool], dict[int, int]]:
    """{score: answers} by survey, and whether it is of the period (True) or of the one before (False)."""
    current = case((DailyAnswers.day >= period.start, 1), else_=0).label("current")
    rows = session.execute(
        select(DailyAnswers.survey_id, current, DailyAnswers.score, func.sum(DailyAnswers.answers))
        .where(DailyAnswers.day >= period.before.start, DailyAnswers.day < period.end)
        .group_by(DailyAnswers.survey_id, "current", DailyAnswers.score)
    )
    found: dict[tuple[int, bool], dict[int, int]] = {}
    for survey_id, is_current, score, answers in rows:
        if answers:
            found.setdefault((survey_id, bool(is_current)), {})[score] = int(answers)
    return found


def monthly_tallies(
    session: Session, survey_ids: Collection[int], months: Sequence[date], end: date
) -> list[dict[int, int]]:
    """{score: answers} of these surveys for each month (given by its first day) up to `end`, not including it."""
    month = case(*((DailyAnswers.day >= first, place) for place, first in reversed(list(enumerate(months)))))
    rows = session.execute(
        select(month.label("month"), DailyAnswers.score, func.sum(DailyAnswers.answers))
        .where(DailyAnswers.survey_id.in_(survey_ids), DailyAnswers.day >= months[0], DailyAnswers.day < end)
        .group_by("month", DailyAnswers.score)
    )
    found: list[dict[int, int]] = [{} for _ in months]
    for place, score, answers in rows:
        if answers:
            found[place][score] = int(answers)
    return found


def heard_from(session: Session) -> Period | None:
    """From the first to the last day anybody answered; None when nobody ever did."""
    days = select(func.min(DailyAnswers.day), func.max(DailyAnswers.day)).where(DailyAnswers.answers > 0)
    first, last = cast(tuple[date | None, date | None], session.execute(days).one())
    return Period(first, last + timedelta(days=1)) if first and last else None


def cohort(period: Period, as_of: datetime) -> ColumnElement[bool]:
    """Tickets whose answer was given in the period and that existed at `as_of`."""
    return and_(
        Ticket.answered_at >= period.starts_at,
        Ticket.answered_at < period.ends_at,
        Ticket.opened_at <= as_of,
        Ticket.state != FOLLOWS_ITS_PARENT,
    )


def ticket_facts(period: Period, as_of: datetime, *also: Any) -> Select[Any]:
    """One row per ticket of the cohort: the facts of TicketGroup in its order, less the count; then `also`."""
    newest, other = aliased(Resolution), aliased(Resolution)
    newest_id = (
        select(func.max(other.id)).where(other.ticket_id == Ticket.id, other.at <= as_of).scalar_subquery()
    )
    asked = and_(Verification.id.is_not(None), Verification.asked_at <= as_of)
    answered = and_(
        asked, Verification.answered_at <= as_of, Verification.answer.in_(("yes", "partly", "no"))
    )

    def by(moment: Any, limit: Any = as_of) -> ColumnElement[Any]:
        return and_(moment <= as_of, moment <= limit)

    yes_or_no: dict[str, ColumnElement[Any]] = {
        "contactable": and_(Contact.id.is_not(None), Contact.may_contact),
        "is_old_enough": Ticket.answered_at <= as_of - timedelta(days=HORIZON_DAYS),
        "promise_is_due": Ticket.first_contact_due_at <= as_of,
        "attempted": by(Ticket.first_attempt_at),
        "reached": by(Ticket.first_reached_at),
        "attempted_in_time": by(Ticket.first_attempt_at, Ticket.first_contact_due_at),
        "reached_in_time": by(Ticket.first_reached_at, Ticket.first_contact_due_at),
        "closed": func.coalesce(Ticket.resolved_at, Ticket.closed_at) <= as_of,
        "cause": newest.driver_id.is_not(None),
        "action": newest.action.is_not(None),
        "told": newest.told_at <= as_of,
        "asked": asked,
    }
    facts = [case((condition, 1), else_=0).label(name) for name, condition in yes_or_no.items()]
    return (
        select(
            *facts,
            case((answered, Verification.answer), else_=literal("", String)).label("answer"),
            case((and_(asked, Verification.expires_at <= as_of), 1), else_=0).label("window_expired"),
            case((newest.kind == "unreachable", 1), else_=0).label("unreachable"),
            newest.driver_id.label("driver_id"),
            *also,
        )
        .select_from(Ticket)
        .outerjoin(Contact, Contact.id == Ticket.contact_id)
        .outerjoin(newest, newest.id == newest_id)
        .outerjoin(Verification, Verification.resolution_id == newest.id)
        .where(cohort(period, as_of))
    )


def ticket_groups(session: Session, period: Period, as_of: datetime) -> list[TicketGroup]:
    """The cohort, counted by its facts."""
    facts = ticket_facts(period, as_of).subquery()
    rows: Any = session.execute(select(*facts.c, func.count()).group_by(*facts.c))
    return [TicketGroup(*row) for row in rows]


def waits(session: Session, period: Period, as_of: datetime) -> dict[str, list[Wait]]:
    """Hours from opening to the first attempt, the first reach and the standing resolution, grouped by hour.

    Who cannot be contacted is only in the last.
    """
    ends = (Ticket.first_attempt_at, Ticket.first_reached_at, Ticket.resolved_at)
    parts = [_wait(name, end, period, as_of) for name, end in zip(WAITED_FOR, ends, strict=True)]
    rows = session.execute(union_all(*parts))
    found: dict[str, list[Wait]] = {name: [] for name in WAITED_FOR}
    for name, hours, outcome, count in rows:
        found[name].append(Wait(max(0, hours), Outcome(outcome), count))
    return found


def _wait(name: str, end: Any, period: Period, as_of: datetime) -> Select[Any]:
    happened = case((end <= as_of, end))
    otherwise = case((and_(Ticket.state.in_(ENDED_OTHERWISE), Ticket.closed_at <= as_of), Ticket.closed_at))
    until = func.coalesce(happened, otherwise, literal(as_of, UTCDateTime))
    outcome = case(
        (happened.is_not(None), literal(Outcome.HAPPENED.value, String)),
        (otherwise.is_not(None), literal(Outcome.ENDED_OTHERWISE.value, String)),
        else_=literal(Outcome.OPEN.value, String),
    )
    tickets = select(hours_between(Ticket.opened_at, until).label("hours"), outcome.label("outcome"))
    tickets = tickets.where(cohort(period, as_of))
    if name != "resolved":
        tickets = tickets.join(Contact, and_(Contact.id == Ticket.contact_id, Contact.may_contact))
    each = tickets.subquery(f"each_{name}")
    return select(literal(name, String), each.c.hours, each.c.outcome, func.count()).group_by(
        each.c.hours, each.c.outcome
    )
