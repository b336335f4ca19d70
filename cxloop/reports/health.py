"""Report 10: is the programme consistent, impactful, integrated, continuous? Evidence for each, and obstacles."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.database import company_zone, local_day
from cxloop.improvements.huddles import Huddle
from cxloop.improvements.models import Decision, Evidence, Improvement, Measurement
from cxloop.people.models import Role, Team, User
from cxloop.reports.causes import catalogue, with_what_lies_below
from cxloop.reports.executive import climbed
from cxloop.reports.intake import intake
from cxloop.reports.looking import Watching, views_by_role
from cxloop.reports.metrics.figure import Definition
from cxloop.reports.metrics.flow import Course, Flow, flow
from cxloop.reports.metrics.proportions import Proportion, proportion
from cxloop.reports.models import DailyAnswers
from cxloop.reports.period import Period, midnight, months_until
from cxloop.reports.ticket_facts import eligible, ticket_groups
from cxloop.reports.wanted import Wanted
from cxloop.tickets.models import ContactAttempt, Resolution, Ticket

HEALTH = Definition("health")
MONTHS, WEEKS, ENOUGH = 12, 13, 10
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Health:
    """Shares with their n; `watching` is the number-watching index, newest month first."""

    months_heard: Proportion
    intake: Proportion
    completion: Proportion
    flow: Flow
    teams_acting: Proportion
    roles_looking: Proportion
    weeks_acting: Proportion
    weeks_deciding: Proportion
    owned: Proportion
    decided_by_executives: Proportion
    watching: tuple[Watching, ...]


def health(session: Session, period: Period, as_of: datetime, wanted: Wanted) -> Health:
    """As it stands, over the year, quarter or month each figure names; days of a page change only the ladder."""
    since = as_of - YEAR
    watching = views_by_role(session, as_of)
    seen = {one.role for one in watching if one.figure.n}
    staff = set(session.scalars(select(User.role).where(User.is_active).distinct()))
    here = (Ticket.received_at > since, Ticket.state != "merged", wanted.of_tickets())
    open_ = (Ticket.is_open, wanted.of_tickets())
    return Health(
        _months_heard(session, as_of, wanted), intake(session, as_of, as_of - timedelta(days=30)).coverage,
        climbed(ticket_groups(session, period, as_of, "received", wanted)).completion,
        _flow(session, as_of, here), _teams_acting(session, as_of, wanted),
        proportion(HEALTH, len(staff & seen), len(staff)),
        _weeks(session, as_of, ContactAttempt.at), _weeks(session, as_of, Decision.at, Huddle.begun_at),
        proportion(
            HEALTH, _count(session, select(func.count()).where(*open_, Ticket.owner_id.is_not(None))),
            _count(session, select(func.count()).where(*open_)),
        ),
        _by_executives(session, since), watching,
    )  # fmt: skip


def _count(session: Session, chosen: Any) -> int:
    return session.scalar(chosen.select_from(Ticket)) or 0


def _months_heard(session: Session, as_of: datetime, wanted: Wanted) -> Proportion:
    """Of the last twelve whole months: those with ten scored answers or more."""
    today = as_of.astimezone(company_zone(session)).date()
    firsts = months_until(today.replace(day=1), MONTHS)
    rows: Any = session.execute(
        select(DailyAnswers.day, func.sum(DailyAnswers.answers))
        .where(
            DailyAnswers.day >= firsts[0], DailyAnswers.day < today.replace(day=1),
            wanted.of_surveys(DailyAnswers.survey_id),
        )
        .group_by(DailyAnswers.day)
    )  # fmt: skip
    counted: dict[tuple[int, int], int] = {}
    for day, answers in rows:
        counted[day.year, day.month] = counted.get((day.year, day.month), 0) + int(answers)
    heard = sum(counted.get((first.year, first.month), 0) >= ENOUGH for first in firsts)
    return proportion(HEALTH, heard, MONTHS)


def _teams_acting(session: Session, as_of: datetime, wanted: Wanted) -> Proportion:
    """Of the teams in use: those that spoke to a customer or resolved a ticket within thirty days."""
    since = as_of - timedelta(days=30)
    acting: set[int] = set()
    for record in (ContactAttempt, Resolution):
        acting |= set(
            session.scalars(
                select(Ticket.team_id)
                .join(record, record.ticket_id == Ticket.id)
                .where(record.at > since, record.at <= as_of, wanted.of_tickets())
                .distinct()
            )
        )
    teams = set(session.scalars(select(Team.id).where(Team.retired_at.is_(None))))
    if wanted.teams is not None:
        teams &= wanted.teams
    return proportion(HEALTH, len(teams & acting), len(teams))


def _weeks(session: Session, as_of: datetime, *moments: Any) -> Proportion:
    """Of the last thirteen weeks, seven days each: those in which any of it happened."""
    zone = company_zone(session)
    today = as_of.astimezone(zone).date()
    first = today - timedelta(days=7 * WEEKS - 1)
    weeks = set()
    for moment in moments:
        day = local_day(moment, str(zone))
        days = session.scalars(select(day).where(moment >= midnight(first, zone), moment <= as_of).distinct())
        weeks |= {(one - first).days // 7 for one in days}
    return proportion(HEALTH, len(weeks), WEEKS)


def _by_executives(session: Session, since: datetime) -> Proportion:
    """Of the decisions about improvements in a year: those of executives."""
    mine = func.count().filter(User.role == Role.EXECUTIVE)
    row: Any = session.execute(
        select(mine, func.count())
        .select_from(Decision)
        .join(User, User.id == Decision.by_id)
        .where(Decision.at > since, Decision.state != "proposed")
    ).one()
    return proportion(HEALTH, row[0] or 0, row[1] or 0)


def _flow(session: Session, as_of: datetime, here: tuple[Any, ...]) -> Flow:
    improvements = session.scalars(select(Improvement).where(Improvement.raised_at <= as_of)).all()
    reached: dict[int, dict[str, datetime]] = {}
    for id_, state, at in session.execute(
        select(Decision.improvement_id, Decision.state, func.min(Decision.at))
        .where(Decision.at <= as_of)
        .group_by(Decision.improvement_id, Decision.state)
    ):
        reached.setdefault(id_, {})[state] = at
    verdicts: dict[int, str] = {}
    measured_at: dict[int, datetime] = {}
    for one in session.scalars(select(Measurement).where(Measurement.at <= as_of).order_by(Measurement.id)):
        if one.verdict != "not_yet":
            verdicts[one.improvement_id] = one.verdict
            measured_at.setdefault(one.improvement_id, one.at)
    today = as_of.astimezone(company_zone(session)).date()
    courses = []
    for improvement in improvements:
        own = reached.get(improvement.id, {})
        if improvement.id in measured_at:
            own = own | {"measured": measured_at[improvement.id]}
        over = improvement.measure_on is not None and improvement.measure_on <= today
        courses.append(
            Course(improvement.raised_at, own, own.get("archived"), over, verdicts.get(improvement.id))
        )
    linked = select(Evidence.ticket_id).where(Evidence.ticket_id == Ticket.id).exists()
    total = _count(session, select(func.count()).where(*here))
    return flow(
        courses, as_of, linked=(_count(session, select(func.count()).where(*here, linked)), total),
        changing=_changing(session, here, improvements),
    )  # fmt: skip


def _changing(session: Session, here: tuple[Any, ...], improvements: Any) -> tuple[int, int]:
    """Of the low answers of a year with a ticket: those whose cause has a live improvement."""
    names = catalogue(session)
    live: set[int] = set()
    for one in improvements:
        if one.state in ("live", "measuring", "measured", "told_back") and one.driver_id:
            live |= with_what_lies_below(one.driver_id, names)
    newest = (
        select(Resolution.driver_id)
        .where(Resolution.ticket_id == Ticket.id)
        .order_by(Resolution.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows: Any = session.execute(
        select(newest, func.count()).select_from(Ticket).where(*here, eligible()).group_by(newest)
    )
    counted = [(driver, count) for driver, count in rows]
    return sum(n for driver, n in counted if driver in live), sum(n for _, n in counted)
