"""Report 6: which further questions go with the score; refused where the answers cannot carry it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.database import company_zone
from cxloop.reports import queries
from cxloop.reports.measures import Measure
from cxloop.reports.metrics.importance import Importance, importance, values_of
from cxloop.reports.period import Period
from cxloop.reports.wanted import Wanted
from cxloop.responses.models import Response

MOST_ANSWERS, MOST_QUESTIONS = 1500, 6
LOWEST, HIGHEST = 0, 10
ANSWERED_BY = 0.6
"""A question that fewer of the answers hold is left out."""


@dataclass(frozen=True)
class OfMeasure:
    """`asked` answers hold any further question with a number from 0 to 10; complete ones alone are looked at."""

    measure: Measure
    asked: int
    found: Importance


@dataclass(frozen=True)
class DriversOfScore:
    """One for each measure with further questions; `answers` is how many scored answers were read."""

    answers: int
    measures: tuple[OfMeasure, ...]


def drivers_of_score(session: Session, period: Period, _as_of: datetime, wanted: Wanted) -> DriversOfScore:
    """The newest 1,500 answers of each measure, by the day answered."""
    zone, found, read = company_zone(session), [], 0
    measures = queries.surveys_by_measure(session)
    for measure in sorted(set(measures.values()), key=lambda one: one.order):
        surveys = [id_ for id_, one in measures.items() if one == measure and not measure.is_anonymous]
        rows: Any = session.execute(
            select(Response.score, Response.attributes)
            .where(
                Response.survey_id.in_(surveys), Response.answered_at >= period.starts_at(zone),
                Response.answered_at < period.ends_at(zone), Response.score.is_not(None),
                Response.withdrawn_at.is_(None), wanted.of_answers(),
            )
            .order_by(Response.answered_at.desc(), Response.id.desc())
            .limit(MOST_ANSWERS)
        ).all()  # fmt: skip
        read += len(rows)
        given = [(score, _ratings(attributes)) for score, attributes in rows if attributes]
        asked = [one for one in given if one[1]]
        if asked:
            names = _questions(asked)
            whole = [
                (float(score), tuple(ratings[name] for name in names))
                for score, ratings in asked
                if all(name in ratings for name in names)
            ]
            found.append(OfMeasure(measure, len(asked), importance(whole, names)))
    return DriversOfScore(read, tuple(found))


def _ratings(attributes: dict[str, Any]) -> dict[str, float]:
    return {name: value for name, value in values_of(attributes).items() if LOWEST <= value <= HIGHEST}


def _questions(asked: list[tuple[int, dict[str, float]]]) -> list[str]:
    """The most answered ones, of which at least two different answers were given."""
    often = Counter(name for _score, ratings in asked for name in ratings)
    several = {
        name for name in often if len({ratings.get(name) for _s, ratings in asked if name in ratings}) > 1
    }
    enough = [
        name for name, count in often.most_common() if name in several and count >= ANSWERED_BY * len(asked)
    ]
    return sorted(enough[:MOST_QUESTIONS])
