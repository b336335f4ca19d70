"""The words by which answers named a place of the journey, and how often each was said."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.journey.circle import Circle, Words
from cxloop.responses.models import Response, Survey
from cxloop.tickets.models import Ticket


@dataclass(frozen=True)
class Said:
    """Answers that said the same of where the customer stood, and their tickets."""

    answer: Words
    survey: Words
    answers: int
    tickets: int


def said(session: Session, days: int, at: datetime) -> Sequence[Said]:
    """What the answers of the last `days` said: one pass, one row for each survey and pair of words."""
    since, words = at - timedelta(days=days), (Response.survey_id, Response.touchpoint, Response.stage)
    heard = (
        select(*words, func.count())
        .where(Response.answered_at > since, Response.withdrawn_at.is_(None))
        .group_by(*words)
    )
    opened = (
        select(*words, func.count(Ticket.id))
        .join(Ticket, Ticket.response_id == Response.id)
        .where(Response.answered_at > since, Response.withdrawn_at.is_(None))
        .group_by(*words)
    )
    tickets = {
        (survey, touchpoint, stage): count for survey, touchpoint, stage, count in session.execute(opened)
    }
    asked = {
        number: (touchpoint, stage)
        for number, touchpoint, stage in session.execute(select(Survey.id, Survey.touchpoint, Survey.stage))
    }
    return [
        Said((touchpoint, stage), asked[survey], count, tickets.get((survey, touchpoint, stage), 0))
        for survey, touchpoint, stage, count in session.execute(heard)
    ]


def nowhere(circle: Circle, found: Sequence[Said]) -> list[tuple[str, int]]:
    """The words that stand nowhere and in how many answers each was said, the commonest first."""
    counts: Counter[str] = Counter()
    for one in found:
        words = {word for words in (one.answer, one.survey) for word in circle.unsorted(words) if word}
        for word in words:
            counts[word] += one.answers
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))
