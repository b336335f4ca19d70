"""The tallies of answers, counted by the database: few statements, the same on both engines."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import cast

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from cxloop.reports.measures import SCORED, Measure
from cxloop.reports.models import DailyAnswers
from cxloop.reports.period import Period
from cxloop.reports.wanted import EVERYTHING, Wanted, daily
from cxloop.responses.models import Survey


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


def tallies(
    session: Session, period: Period, wanted: Wanted = EVERYTHING
) -> dict[tuple[int, bool], dict[int, int]]:
    """{score: answers} by survey, and whether it is of the period (True) or of the one before (False)."""
    answers_of = daily(session, wanted).c
    current = case((answers_of.day >= period.start, 1), else_=0).label("current")
    rows = session.execute(
        select(answers_of.survey_id, current, answers_of.score, func.sum(answers_of.answers))
        .where(answers_of.day >= period.before.start, answers_of.day < period.end)
        .group_by(answers_of.survey_id, "current", answers_of.score)
    )
    found: dict[tuple[int, bool], dict[int, int]] = {}
    for survey_id, is_current, score, answers in rows:
        if answers:
            found.setdefault((survey_id, bool(is_current)), {})[score] = int(answers)
    return found


def monthly_tallies(
    session: Session,
    survey_ids: Collection[int],
    months: Sequence[date],
    end: date,
    wanted: Wanted = EVERYTHING,
) -> list[dict[int, int]]:
    """{score: answers} of these surveys for each month (given by its first day) up to `end`, not including it."""
    answers_of = daily(session, wanted).c
    month = case(*((answers_of.day >= first, place) for place, first in reversed(list(enumerate(months)))))
    rows = session.execute(
        select(month.label("month"), answers_of.score, func.sum(answers_of.answers))
        .where(answers_of.survey_id.in_(survey_ids), answers_of.day >= months[0], answers_of.day < end)
        .group_by("month", answers_of.score)
    )
    found: list[dict[int, int]] = [{} for _ in months]
    for place, score, answers in rows:
        if answers:
            found[place][score] = int(answers)
    return found


def heard_from(session: Session, wanted: Wanted = EVERYTHING) -> Period | None:
    """From the first to the last day anybody answered; None when nobody ever did."""
    days = select(func.min(DailyAnswers.day), func.max(DailyAnswers.day)).where(
        DailyAnswers.answers > 0, wanted.of_surveys(DailyAnswers.survey_id)
    )
    first, last = cast(tuple[date | None, date | None], session.execute(days).one())
    return Period(first, last + timedelta(days=1)) if first and last else None
