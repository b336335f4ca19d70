"""Daily tallies of answers, changed in the transaction that changes the answers, made again by `rebuild`.

Answers without a score are in no tally: who saw the question and skipped it is in no denominator.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import cast

from sqlalchemy import Table, delete, func, insert, select
from sqlalchemy import text as sql
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import Executable

from cxloop.database import company_zone, is_postgresql, local_day
from cxloop.reports.models import DailyAnswers, TallyZone
from cxloop.responses.models import Response


def add(session: Session, survey_id: int, tally: Mapping[tuple[date, int], int]) -> None:
    """Count {(the company's day of answering, score): answers} of one survey; a negative count takes answers back."""
    # in one order everywhere, so that two writers never wait for each other
    rows = [
        {"survey_id": survey_id, "day": day, "score": score, "answers": count}
        for (day, score), count in sorted(tally.items())
        if count
    ]
    if not rows:
        return
    session.flush()
    session.connection().execute(_addition(is_postgresql(session)), rows)


@cache
def _addition(is_server: bool) -> Executable:
    table = cast("Table", DailyAnswers.__table__)
    statement = (postgresql.insert if is_server else sqlite.insert)(table)
    added = {"answers": table.c.answers + statement.excluded.answers}
    return statement.on_conflict_do_update(index_elements=["survey_id", "day", "score"], set_=added)


def rebuild(session: Session) -> int:
    """Tally every stored answer again, by the days of the company's zone; returns how many answers that were."""
    zone = str(company_zone(session))
    if is_postgresql(session):  # who counts an answer meanwhile waits, and adds it to what is counted here
        session.execute(sql("LOCK TABLE daily_answers IN EXCLUSIVE MODE"))
    day = local_day(Response.answered_at, zone)
    counted = (
        select(Response.survey_id, day, Response.score, func.count())
        .where(Response.score.is_not(None), Response.withdrawn_at.is_(None))
        .group_by(Response.survey_id, day, Response.score)
    )
    session.execute(delete(DailyAnswers))
    session.execute(insert(DailyAnswers).from_select(["survey_id", "day", "score", "answers"], counted))
    session.merge(TallyZone(id=1, name=zone))
    session.flush()
    return session.scalar(select(func.coalesce(func.sum(DailyAnswers.answers), 0))) or 0


def follow_zone(session: Session) -> bool:
    """Tally again where the company's zone is another one than the tallies were made by; returns whether it was.

    Until then days near midnight stand where the old zone had them.
    """
    made_by = session.get(TallyZone, 1)
    if made_by is not None and made_by.name == str(company_zone(session)):
        return False
    rebuild(session)
    return True
