"""Tallies of answers that a recount does not agree with; one statement counts both, and the difference is added."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import and_, func, select, union_all
from sqlalchemy.orm import Session

from cxloop.database import company_zone, local_day, local_day_of
from cxloop.loop.keep.gaps.kinds import MOST_FOUND, Window
from cxloop.reports import rollups
from cxloop.reports.models import DailyAnswers
from cxloop.responses.models import Response, Survey

RECENT = 3
ROUND = 14
"""Days looked at each time: the last ones, and so many of the slow round, or fewer busy ones."""
MOST_COUNTED = 20_000
EPOCH = date(2000, 1, 1)


@dataclass(frozen=True)
class Tallies:
    """Keys are "survey-day-score"; a window holds days since 2000."""

    name: str = "tally_untrue"
    noun: str = "tally"
    is_windowed: bool = True

    def look(self, session: Session, at: datetime, window: Window | None) -> list[str]:
        today = day_number(at, company_zone(session))
        first, last = (window.first, window.last) if window else (today - RECENT, today + 1)
        found = []
        for survey_id in session.scalars(select(Survey.id)):
            found += [
                f"{survey_id}/{day}/{score}" for day, score in differences(session, survey_id, first, last)
            ]
        return found[:MOST_FOUND]

    def still(self, session: Session, at: datetime, keys: Collection[str]) -> set[str]:
        return {key for key in keys if _difference(session, key)}

    def mend(self, session: Session, key: str, at: datetime) -> bool:
        survey_id, day, score = _parsed(key)
        rollups.add(session, survey_id, {(day, score): -_difference(session, key)})
        return True


def differences(session: Session, survey_id: int, first: int, last: int) -> dict[tuple[date, int], int]:
    """{(day, score): tallied less counted} where that is not 0, of days since 2000, both included."""
    since, until = EPOCH + timedelta(days=first), EPOCH + timedelta(days=last)
    zone = company_zone(session)
    begin, end = datetime.combine(since, time.min, zone), datetime.combine(until, time.max, zone)
    day = local_day(Response.answered_at, str(zone))
    tallied = select(
        DailyAnswers.day.label("day"), DailyAnswers.score.label("score"), DailyAnswers.answers.label("n")
    ).where(DailyAnswers.survey_id == survey_id, DailyAnswers.day.between(since, until))
    counted = (
        select(day.label("day"), Response.score.label("score"), (-func.count()).label("n"))
        .where(
            and_(
                Response.survey_id == survey_id,
                Response.answered_at.between(begin, end),
                Response.score.is_not(None),
                Response.withdrawn_at.is_(None),
            )
        )
        .group_by(day, Response.score)
    )
    both: Any = union_all(tallied, counted).subquery()
    total = func.sum(both.c.n)
    chosen = select(both.c.day, both.c.score, total).group_by(both.c.day, both.c.score).having(total != 0)
    return {(when, score): int(n) for when, score, n in session.execute(chosen)}


def last_day(session: Session, first: int, last: int) -> int:
    """Until when a round from `first` recounts at most MOST_COUNTED answers, by what is tallied; one day at least."""
    day, answers = DailyAnswers.day, func.sum(DailyAnswers.answers)
    between = day.between(EPOCH + timedelta(days=first), EPOCH + timedelta(days=last))
    total = 0
    for when, count in session.execute(select(day, answers).where(between).group_by(day).order_by(day)):
        total += int(count)
        if total > MOST_COUNTED:
            return max(first, (when - EPOCH).days - 1)
    return last


def day_number(at: datetime, zone: tzinfo) -> int:
    """Days since 2000 of a moment, on the company's clocks."""
    return (local_day_of(at, zone) - EPOCH).days


def _difference(session: Session, key: str) -> int:
    survey_id, day, score = _parsed(key)
    number = (day - EPOCH).days
    return differences(session, survey_id, number, number).get((day, score), 0)


def _parsed(key: str) -> tuple[int, date, int]:
    survey_id, day, score = key.split("/")
    return int(survey_id), date.fromisoformat(day), int(score)
