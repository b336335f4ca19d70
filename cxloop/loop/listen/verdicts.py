"""What the rules make of answers that are just being heard."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cxloop.accounts.recognising import Customer
from cxloop.database.bulk import Same
from cxloop.loop.open import Judgement, judge
from cxloop.responses.importing.answers import Heard
from cxloop.responses.models import Source
from cxloop.rules import Asked
from cxloop.tickets.ruling import Ruling
from cxloop.tickets.triggers import NO_SCORE


def judged_by_place(
    session: Session,
    ids: Sequence[int],
    fresh: Sequence[Heard],
    customers: Sequence[Customer],
    source: Source,
    at: datetime,
    ruling: Ruling,
) -> tuple[dict[int, Judgement], list[dict[str, Any]]]:
    """Judgements by place in the batch, where the rules look at more than a threshold; and the verdicts to be kept."""
    if ruling.up_to is not None:
        return {}, []
    scored = [place for place, one in enumerate(fresh) if one.score is not None]
    asked = [
        Asked(
            ids[place], *customers[place], one.score or 0, one.comment, one.language, one.touchpoint, one.stage,
            dict(one.attributes or {}), one.answered_at or at,
        )
        for place in scored
        for one in (fresh[place],)
    ]  # fmt: skip
    judgements, verdicts = judge(session, ruling, source, asked, at)
    return dict(zip(scored, judgements, strict=True)), verdicts


def named_up_to(fresh: Sequence[Heard], ruling: Ruling, judged: Mapping[int, Judgement]) -> Same | list[int]:
    """The verdict kept with each answer: up to which score the rules name it."""
    if ruling.up_to is not None:
        return Same(ruling.up_to)
    return [
        judged[place].named_up_to(one.score or 0) if place in judged else NO_SCORE
        for place, one in enumerate(fresh)
    ]
