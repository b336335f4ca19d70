"""Hearing what a program sent: answers are gathered by survey, heard together, and each is told what became of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, Table, bindparam, select
from sqlalchemy.orm import Session

from cxloop.api import hearing, reading, sight
from cxloop.api.hearing import Secret
from cxloop.api.problems import Fault, Refusal, refused
from cxloop.api.response_shapes import Became, BecameAll, BecameOne, NewResponse, Result
from cxloop.database import is_postgresql, prepared
from cxloop.loop import listen
from cxloop.loop.listen import Door, Stored, hear, known_answers, later_of_others, says_something_new
from cxloop.responses import surveys
from cxloop.responses.importing.answers import Heard
from cxloop.responses.models import Response, Source, Survey
from cxloop.tickets.models import Triggering


class _Meant(NamedTuple):
    survey: Survey
    made: bool


ID_OF_ANOTHER = (
    "Somebody else's answer has this id already, so it was not written over. "
    "Send a new answer under an id of its own."
)


def hear_one(session: Session, item: Any, at: datetime, secret: Secret, via: str) -> Became:
    """Hear one answer.

    Raises:
        Refusal: it cannot be kept.
    """
    one = reading.shaped(item, NewResponse)
    survey, made = hearing.survey_meant(session, one, at)
    answer = hearing.heard(one, survey, 0, secret)
    (became,), _tickets = hear_of(session, survey, [answer], at, via)
    if became.result == "rejected":
        raise refused("external_id", "id_of_another", ID_OF_ANOTHER)
    if made:
        surveys.tell_made(session, survey, at, sight.by(via))
    became.survey_made = made
    return alone(became)


def hear_all(session: Session, items: Sequence[Any], at: datetime, secret: Secret, via: str) -> BecameAll:
    """Hear what can be kept of many, and say why the rest cannot."""
    results: list[BecameOne] = []
    answers: dict[int, list[Heard]] = {}
    meant: dict[tuple[object, ...], _Meant] = {}
    for index, item in enumerate(items):
        try:
            one = reading.shaped(item, NewResponse)
            survey, _made = _survey(session, one, at, meant)
            answer = hearing.heard(one, survey, index, secret)
            answers.setdefault(survey.id, []).append(answer)
        except Refusal as refusal:
            results.append(_rejected(index, refusal.problem.errors or [], item))
    tickets = 0
    for survey, made in _each_once(session, meant, answers):
        became, opened = hear_of(session, survey, answers[survey.id], at, via)
        if made:
            surveys.tell_made(session, survey, at, sight.by(via))
        for one_became in became:
            one_became.survey_made = made
        results += became
        tickets += opened
    results.sort(key=lambda result: result.index)
    counts = Counter(result.result for result in results)
    return BecameAll(
        read=len(items), created=counts["created"], updated=counts["updated"], duplicate=counts["duplicate"],
        rejected=counts["rejected"], tickets=tickets, results=results,
    )  # fmt: skip


def _survey(
    session: Session, one: NewResponse, at: datetime, meant: dict[tuple[object, ...], _Meant]
) -> _Meant:
    said = (one.survey, one.metric, one.scale_min, one.scale_max)
    if said not in meant:
        meant[said] = _Meant(*hearing.survey_meant(session, one, at))
    return meant[said]


def _each_once(
    session: Session, meant: dict[tuple[object, ...], _Meant], answers: dict[int, list[Heard]]
) -> list[_Meant]:
    """Every survey that has an answer; one that was made for an answer that was then rejected is not kept."""
    found: dict[int, _Meant] = {}
    for survey, made in meant.values():
        found[survey.id] = _Meant(survey, made or (survey.id in found and found[survey.id].made))
    for survey, made in found.values():
        if made and survey.id not in answers:
            session.delete(survey)
    session.flush()
    return [one for number, one in found.items() if number in answers]


def alone(one: BecameOne) -> Became:
    """As somebody is told who sent nothing else."""
    return Became(**{name: getattr(one, name) for name in Became.__struct_fields__})


def hear_of(
    session: Session,
    survey: Survey,
    answers: Sequence[Heard],
    at: datetime,
    via: str,
    source: Source | None = None,
) -> tuple[list[BecameOne], int]:
    """What became of each answer of one survey, and how many tickets were opened; `source` if it is known already."""
    source = source or hearing.source_of(session, survey)
    door = Door(source, via=via, at=at)
    later = later_of_others(answers)
    clashing = [answer for answer in answers if answer.line in later]
    answers = [answer for answer in answers if answer.line not in later]
    last = {answer.external_id: answer.line for answer in answers}
    if len(answers) == 1:
        became_of_all = hear(session, answers, door)
        results = [_only(became_of_all)]
    else:
        known = known_answers(session, source.id, last)
        results = _foretold(known, answers, last)
        became_of_all = hear(session, answers, door, known)
    stored = _stored(session, source.id, list(last))
    became = []
    for answer, word in zip(answers, results, strict=True):
        if answer.external_id in became_of_all.others:
            clashing.append(answer)
            continue
        number, ticket_id = stored[answer.external_id]
        became.append(
            BecameOne(
                index=answer.line, result=word, id=number, survey=survey.key, external_id=answer.external_id,
                ticket_id=ticket_id,
            )
        )  # fmt: skip
    return [*became, *(_of_another(answer, survey) for answer in clashing)], became_of_all.tickets


def _of_another(answer: Heard, survey: Survey) -> BecameOne:
    """Somebody else's answer has this id: it is not written over."""
    return BecameOne(
        index=answer.line, result="rejected", id=None, survey=survey.key, external_id=answer.external_id,
        ticket_id=None, errors=[Fault(field="external_id", code="id_of_another", detail=ID_OF_ANOTHER)],
    )  # fmt: skip


def _only(became: listen.Became) -> Result:
    """What became of the one answer that was heard."""
    return "created" if became.created else "updated" if became.updated else "duplicate"


def _foretold(known: Mapping[str, Stored], answers: Sequence[Heard], last: Mapping[str, int]) -> list[Result]:
    """What will become of each, before they are heard."""

    def result(answer: Heard) -> Result:
        if last[answer.external_id] != answer.line:
            return "duplicate"
        before = known.get(answer.external_id)
        if before is None:
            return "created"
        return "updated" if says_something_new(before, answer) else "duplicate"

    return [result(answer) for answer in answers]


def _stored(
    session: Session, source_id: int, external_ids: Sequence[str]
) -> dict[str, tuple[int, int | None]]:
    """The number of each answer and of its ticket, by external id."""
    given = {"source_id": source_id, "listed": prepared.listed(session, external_ids)}
    rows = prepared.ask(session, _of_source(is_postgresql(session)), given)
    return {external_id: (number, ticket_id) for external_id, number, ticket_id in rows}


@cache
def _of_source(is_server: bool) -> Select[*tuple[Any, ...]]:
    row, triggering = cast("Table", Response.__table__), cast("Table", Triggering.__table__)
    named = prepared.among(is_server, row.c.external_id)
    joined = row.outerjoin(triggering, triggering.c.response_id == row.c.id)
    return (
        select(row.c.external_id, row.c.id, triggering.c.ticket_id)
        .select_from(joined)
        .where(row.c.source_id == bindparam("source_id"), named)
    )


def _rejected(index: int, errors: list[Fault], item: Any) -> BecameOne:
    """With what can be told of it, so that the sender finds it again."""
    said = item if isinstance(item, dict) else {}
    survey, external_id = (
        value[:200] if isinstance(value := said.get(name), str) else None
        for name in ("survey", "external_id")
    )
    return BecameOne(
        index=index,
        result="rejected",
        id=None,
        survey=survey,
        external_id=external_id,
        ticket_id=None,
        errors=errors,
    )
