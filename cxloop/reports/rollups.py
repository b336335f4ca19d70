"""Daily tallies of answers, changed in the transaction that changes the answers, made again by `rebuild`.

Answers without a score are in no tally: who saw the question and skipped it is in no denominator.
"""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Date, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cxloop.database import is_postgresql
from cxloop.reports.models import DailyAnswers
from cxloop.responses.models import Response

ROWS_A_STATEMENT = 200


def add(session: Session, survey_id: int, tally: Mapping[tuple[date, int], int]) -> None:
    """Count {(UTC day of answering, score): answers} of one survey; a negative count takes answers back."""
    # in one order everywhere, so that two writers never wait for each other
    rows = [
        {"survey_id": survey_id, "day": day, "score": score, "answers": count}
        for (day, score), count in sorted(tally.items())
        if count
    ]
    make = postgresql.insert if is_postgresql(session) else sqlite.insert
    for start in range(0, len(rows), ROWS_A_STATEMENT):
        statement = make(DailyAnswers).values(rows[start : start + ROWS_A_STATEMENT])
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["survey_id", "day", "score"],
                set_={"answers": DailyAnswers.answers + statement.excluded.answers},
            )
        )


def rebuild(session: Session) -> int:
    """Tally every stored answer again; returns how many answers that were."""
    day = func.date(Response.answered_at, type_=Date)
    counted = (
        select(Response.survey_id, day, Response.score, func.count())
        .where(Response.score.is_not(None))
        .group_by(Response.survey_id, day, Response.score)
    )
    session.execute(delete(DailyAnswers))
    session.execute(insert(DailyAnswers).from_select(["survey_id", "day", "score", "answers"], counted))
    return session.scalar(select(func.coalesce(func.sum(DailyAnswers.answers), 0))) or 0
