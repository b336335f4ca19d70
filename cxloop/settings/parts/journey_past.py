"""Where the answers and tickets of a while stand on the journey, and where they would on another."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from cxloop.journey.circle import Circle, Place
from cxloop.language import marked as _
from cxloop.settings import journey_words
from cxloop.settings.consequences import Consequence, Line
from cxloop.settings.journey_words import Said
from cxloop.settings.sentences import Sentence, counted, in_each_language, sentence


@dataclass(frozen=True)
class Standing:
    """How many answers and tickets stand at each stage or touchpoint, by its key; at "" those without a stage."""

    answers: Counter[str]
    tickets: Counter[str]
    touchpoint_answers: Counter[str]


def standing(circle: Circle, said: Sequence[Said]) -> Standing:
    found = Standing(Counter(), Counter(), Counter())
    for one in said:
        stage = circle.stage_of(one.answer, one.survey)
        key = stage.key if stage else ""
        found.answers[key] += one.answers
        found.tickets[key] += one.tickets
        touchpoint = circle.touchpoint(one.answer[0]) or circle.touchpoint(one.survey[0])
        if touchpoint and touchpoint.stage:
            found.touchpoint_answers[touchpoint.key] += one.answers
    return found


def stands_elsewhere(session: Session, today: Circle, draft: Circle, days: int, at: datetime) -> Consequence:
    """How many answers of the last `days` would stand at another stage, and what each stage gains or loses."""
    said = journey_words.said(session, days, at)
    moved = sum(one.answers for one in said if _stage(today, one) != _stage(draft, one))
    if not moved:
        return Consequence(
            sentence(_("No answer of the last %(days)d days would stand at another stage."), days=days), days,
            unknown=None if said else sentence(_("Nobody answered in these days.")),
        )  # fmt: skip
    is_now, would_be = standing(today, said), standing(draft, said)
    lines = [
        line
        for place in _stages(today, draft)
        for line in _lines(place, is_now, would_be)
    ]  # fmt: skip
    lost = would_be.answers[""] - is_now.answers[""]
    warnings = [
        counted(
            "%(num)s answer would have no place on the journey.",
            "%(num)s answers would have no place on the journey.", lost,
        )
    ] if lost > 0 else []  # fmt: skip
    headline = counted(
        "%(num)s answer of the last %(days)d days would stand at another stage.",
        "%(num)s answers of the last %(days)d days would stand at another stage.", moved, days=days,
    )  # fmt: skip
    return Consequence(headline, days, lines, (), warnings, facts={"answers": moved})


def _stage(circle: Circle, said: Said) -> str | None:
    stage = circle.stage_of(said.answer, said.survey)
    return stage.key if stage else None


def _stages(today: Circle, draft: Circle) -> list[Place | None]:
    """Each stage of either, as the draft calls it, and at the end none at all."""
    both = {one.key: one for circle in (today, draft) for one in circle.stages}
    return [*both.values(), None]


def _lines(place: Place | None, is_now: Standing, would_be: Standing) -> list[Line]:
    key, called = (place.key, in_each_language(place.name_en, place.name_it)) if place else ("", None)
    labels = (
        (_answers_at(called), is_now.answers, would_be.answers),
        (_tickets_at(called), is_now.tickets, would_be.tickets),
    )
    return [
        Line(label, before[key], after[key]) for label, before, after in labels if before[key] != after[key]
    ]


def _answers_at(place: Sentence | None) -> Sentence:
    return (
        sentence(_("Answers at “%(stage)s”"), stage=place)
        if place
        else sentence(_("Answers without a place"))
    )


def _tickets_at(place: Sentence | None) -> Sentence:
    return (
        sentence(_("Tickets at “%(stage)s”"), stage=place)
        if place
        else sentence(_("Tickets without a place"))
    )
