"""Tickets by cause and scored answers, week by week, of the last complete weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from cxloop.database import company_zone, local_day_of
from cxloop.drivers.family import merged_into
from cxloop.reports.causes import catalogue
from cxloop.reports.measures import SCORED
from cxloop.reports.models import DailyAnswers
from cxloop.reports.standing import newest_resolution
from cxloop.responses.models import Survey
from cxloop.tickets.models import Resolution, Ticket

WEEKS = 15
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Weeks:
    """Mondays, oldest first; answers with a score in each week; tickets by the id of the cause they count as."""

    starts: tuple[date, ...]
    answers: tuple[int, ...]
    by_cause: dict[int, tuple[int, ...]]


def weekly(session: Session, at: datetime, weeks: int = WEEKS) -> Weeks:
    """The last complete weeks before `at`, days of the company's zone, causes as they are known by then."""
    zone = company_zone(session)
    today = local_day_of(at, zone)
    end = today - timedelta(days=today.weekday())
    first = end - weeks * WEEK
    names = catalogue(session)
    answers = [0] * weeks
    rows = session.execute(
        select(DailyAnswers.day, func.sum(DailyAnswers.answers))
        .where(DailyAnswers.day >= first, DailyAnswers.day < end)
        .group_by(DailyAnswers.day)
    )
    for day, count in rows:
        answers[(day - first).days // 7] += int(count)
    found: dict[int, list[int]] = {}
    for answered_at, driver_id in _coded(session, first, end, zone, at):
        cause = names[driver_id].counts_as if driver_id in names else driver_id
        week = (local_day_of(answered_at, zone) - first).days // 7
        found.setdefault(cause, [0] * weeks)[week] += 1
    starts = tuple(first + place * WEEK for place in range(weeks))
    return Weeks(starts, tuple(answers), {cause: tuple(counts) for cause, counts in found.items()})


def tickets_of_week(session: Session, driver_id: int, week: date, at: datetime) -> Sequence[Ticket]:
    """The tickets whose answer came in that week and whose cause is this one, newest first."""
    zone, newest = company_zone(session), aliased(Resolution)
    chosen = (
        select(Ticket)
        .join(newest, newest.id == newest_resolution(at))
        .join(Survey, and_(Survey.id == Ticket.survey_id, Survey.metric.in_(SCORED)))
        .where(*_answered(week, week + WEEK, zone), newest.driver_id.in_(merged_into(driver_id)))
    )
    return session.scalars(chosen.order_by(Ticket.id.desc())).all()


def _coded(
    session: Session, first: date, end: date, zone: tzinfo, at: datetime
) -> list[tuple[datetime, int]]:
    newest = aliased(Resolution)
    rows = session.execute(
        select(Ticket.answered_at, newest.driver_id)
        .join(newest, newest.id == newest_resolution(at))
        .join(Survey, and_(Survey.id == Ticket.survey_id, Survey.metric.in_(SCORED)))
        .where(*_answered(first, end, zone), newest.driver_id.is_not(None))
    )
    return [(answered_at, driver_id) for answered_at, driver_id in rows if driver_id is not None]


def _answered(first: date, end: date, zone: tzinfo) -> tuple[ColumnElement[bool], ...]:
    return (
        Ticket.answered_at >= datetime.combine(first, time.min, zone).astimezone(UTC),
        Ticket.answered_at < datetime.combine(end, time.min, zone).astimezone(UTC),
        Ticket.state != "merged",
    )
