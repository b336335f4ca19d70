"""Answers whose id we have already, of somebody else: never is one customer's answer written under another."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Select, Table, select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Contact
from cxloop.database import in_pieces, is_postgresql, prepared
from cxloop.responses.descriptions import BY_KEY, PLAIN
from cxloop.responses.importing.answers import Heard
from cxloop.responses.models import Response, Source
from cxloop.responses.sameness import Said, are_two_people, is_another, said_by

NO_MOMENT = datetime.max.replace(tzinfo=UTC)


def ids_of_others(
    session: Session,
    source: Source,
    answers: Iterable[Heard],
    known: Iterable[int],
    *,
    same_ids: bool = False,
) -> set[str]:
    """External ids under which the source has another person's answer, or another answer of an earlier wave.

    `known` are the numbers of the answers it has under these ids; `same_ids` as in `not_the_same`.
    """
    asked = list(answers)
    if not asked:
        return set()
    before = said_under(session, known)
    return {answer.external_id for answer in not_the_same(session, source, asked, before, same_ids=same_ids)}


def said_under(session: Session, known: Iterable[int]) -> dict[str, Said]:
    """Who gave these answers and what they said, by external id."""
    before: dict[str, Said] = {}
    for piece in in_pieces(known):
        rows = prepared.ask(
            session, _said(is_postgresql(session)), {"listed": prepared.listed(session, piece)}
        )
        before |= {external_id: Said(*said) for external_id, *said in rows}
    return before


def not_the_same(
    session: Session,
    source: Source,
    answers: Sequence[Heard],
    before: Mapping[str, Said],
    *,
    same_ids: bool = False,
) -> list[Heard]:
    """Those of the answers that are not the ones we have under their ids.

    Where somebody says that ids come back with `same_ids`, other words are a correction, but never another person's.
    """
    restarts = numbers_restart(source.mapping)
    another = [
        answer
        for answer in answers
        if (said := before.get(answer.external_id))
        and is_another(said, answer, restarts=restarts)
        and (not same_ids or are_two_people(said, answer))
    ]
    also = merged_people(session, source, another)
    return [
        answer
        for answer in another
        if not any(are_two_people(one, answer) is False for one in also.get(answer.external_id, ()))
    ]


def merged_people(session: Session, source: Source, answers: Iterable[Heard]) -> dict[str, list[Said]]:
    """Whoever else the people of these answers were, before they were merged: they still answer by that address."""
    found: dict[str, list[Said]] = {}
    for piece in in_pieces(answer.external_id for answer in answers):
        rows: Any = session.execute(
            select(
                Response.external_id, Contact.external_id, Contact.email, Contact.name, Response.score,
                Response.comment, Response.answered_at,
            )
            .join(Contact, Contact.merged_into_id == Response.contact_id)
            .where(Response.source_id == source.id, Response.external_id.in_(piece))
        )  # fmt: skip
        for external_id, *said in rows:
            found.setdefault(external_id, []).append(Said(*said))
    return found


def later_of_others(answers: Sequence[Heard]) -> set[int]:
    """Lines of a batch whose id came before in it, as somebody else's."""
    first: dict[str, Heard] = {}
    later = set()
    for answer in answers:
        one = first.setdefault(answer.external_id, answer)
        if one is not answer and given_by_two(one, answer):
            later.add(answer.line)
    return later


def given_by_two(one: Heard, other: Heard) -> bool:
    """Whether two people gave these answers; False where nothing tells."""
    return bool(are_two_people(said_by(one, NO_MOMENT), other))


def numbers_restart(mapping: Mapping[str, Any] | None) -> bool:
    """Whether what wrote a source's files numbers the answers of each form from 1."""
    return BY_KEY.get(str((mapping or {}).get("platform")), PLAIN).restarts


@cache
def _said(is_server: bool) -> Select[*tuple[Any, ...]]:
    row, person = cast("Table", Response.__table__), cast("Table", Contact.__table__)
    return (
        select(
            row.c.external_id, person.c.external_id.label("contact_id"), person.c.email, person.c.name, row.c.score,
            row.c.comment, row.c.answered_at,
        )
        .select_from(row.outerjoin(person, person.c.id == row.c.contact_id))
        .where(prepared.among(is_server, row.c.id))
    )  # fmt: skip
