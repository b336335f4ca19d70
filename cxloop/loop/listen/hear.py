"""Listen: an answer is stored once, whatever door it came through, and what it says is acted on.

The same `external_id` of a source again is the same answer: it updates, never doubles, never opens a second ticket.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.orm import Session

from cxloop.accounts.recognising import NOBODY, Customer, recognise
from cxloop.database import bulk, company_zone, in_pieces, local_day_of, prepared
from cxloop.database.bulk import Same
from cxloop.loop.listen.better import Content, tell_open_tickets
from cxloop.loop.listen.others import ids_of_others
from cxloop.loop.listen.retold import KINDS, Retold, tell_tickets
from cxloop.loop.listen.verdicts import judged_by_place, named_up_to
from cxloop.loop.listen.wishes import heed_wishes
from cxloop.loop.open import (
    Judgement,
    Unhappy,
    as_of_its_day,
    judge_again,
    judge_as_then,
    keep,
    open_tickets,
    ruling_now,
    terms,
)
from cxloop.reports import rollups
from cxloop.responses.importing.answers import Heard
from cxloop.responses.models import Response, ResponseChange, Source
from cxloop.tickets.ruling import Ruling

ROW = cast("Table", Response.__table__).c
SAID_BEFORE = (ROW.external_id, ROW.id, ROW.score, ROW.comment, ROW.answered_at)
AS_SAID = ("external_id", "score", "comment", "language", "touchpoint", "stage")


Stored = tuple[int, int | None, str | None, datetime]
"""An answer we have: (id, score, comment, answered_at)."""


@dataclass(frozen=True)
class Became:
    """What became of a batch: every answer is created, updated, a duplicate or another's; `tickets` were opened."""

    created: int = 0
    updated: int = 0
    duplicate: int = 0
    tickets: int = 0
    others: frozenset[str] = frozenset()
    """Ids under which we have somebody else's answer: these were not heard."""

    def __add__(self, more: "Became") -> "Became":
        return Became(
            self.created + more.created, self.updated + more.updated, self.duplicate + more.duplicate,
            self.tickets + more.tickets, self.others | more.others,
        )  # fmt: skip


@dataclass(frozen=True)
class Door:
    """Through which answers come in, and under which terms.

    `via` is the door's name in the trail; `backfill_days` and `alerts` as in an import's backfill switch.
    """

    source: Source
    via: str
    at: datetime
    import_id: int | None = None
    backfill_days: int | None = None
    alerts: bool = True
    same_ids: bool = False
    """A person has said that an id that came back is the same answer, corrected: of the same person, that is."""
    corrects: bool = False
    """What is told is what the customer said all along: it was read wrongly before."""
    by_id: int | None = None
    why: str | None = None


def hear(
    session: Session, answers: Sequence[Heard], door: Door, known: Mapping[str, Stored] | None = None
) -> Became:
    """Store a batch of answers, open what needs somebody, and keep the tallies, in the caller's unit of work.

    `known` are those of `known_answers`, where the caller has asked in this unit of work already.
    """
    newest = {answer.external_id: answer for answer in answers}
    if known is None:
        known = known_answers(session, door.source.id, newest)
    fresh = [answer for answer in newest.values() if answer.external_id not in known]
    others: set[str] = set()
    if known:
        again = [answer for answer in newest.values() if answer.external_id in known]
        others = ids_of_others(
            session, door.source, again, (known[one.external_id][0] for one in again), same_ids=door.same_ids
        )
    unhappy = store(session, fresh, door)
    retold = []
    for answer in newest.values():
        before = known.get(answer.external_id)
        if answer.external_id in others:
            continue
        if before is not None and says_something_new(before, answer):
            retold.append(_hear_again(session, before[0], answer, door))
    heed_wishes(session, newest.values(), door.source.id, door.at, door.via, left_out=others)
    tickets = act_on(session, unhappy, retold, door)
    updated = len(retold)
    refused = sum(answer.external_id in others for answer in answers)
    return Became(
        len(fresh), updated, len(answers) - len(fresh) - updated - refused, tickets, frozenset(others)
    )


def known_answers(session: Session, source_id: int, external_ids: Iterable[str]) -> dict[str, Stored]:
    """The answers we have already, by external id: (id, score, comment, answered_at)."""
    known: dict[str, Stored] = {}
    for piece in in_pieces(external_ids):
        rows = prepared.rows_among(session, SAID_BEFORE, ROW.external_id, piece, source_id=source_id)
        known |= {
            external_id: (number, score, comment, at) for external_id, number, score, comment, at in rows
        }
    return known


def store(
    session: Session, fresh: Sequence[Heard], door: Door, more: Sequence[Mapping[str, Any]] | None = None
) -> list[Unhappy]:
    """Insert new answers; returns those whose score a rule may name.

    `more` are further columns, one mapping an answer; with `withdrawn_at` it is in no tally and no rule sees it.
    """
    if not fresh:
        return []
    survey = door.source.survey
    customers = [NOBODY] * len(fresh) if survey.is_anonymous else recognise(session, fresh, door.at)
    ids = bulk.numbers(session, Response, len(fresh))
    ruling = ruling_now(session, survey, door.at)
    judged, verdicts = judged_by_place(session, ids, fresh, customers, door.source, door.at, ruling)
    columns = _columns(ids, fresh, customers, door, ruling, judged)
    withdrawn: Sequence[Any] = [None] * len(ids)
    if more is not None:
        columns |= {name: [further[name] for further in more] for name in more[0]}
        withdrawn = columns.get("withdrawn_at", withdrawn)
    bulk.insert_columns(session, Response, columns)
    keep(session, verdicts)
    scores, moments = columns["score"], columns["answered_at"]
    counted = [
        place
        for place, (score, gone) in enumerate(zip(scores, withdrawn, strict=True))
        if score is not None and gone is None
    ]
    zone = company_zone(session)
    tallied = Counter((local_day_of(moments[place], zone), scores[place]) for place in counted)
    rollups.add(session, survey.id, tallied)
    received = [door.at] * len(ids) if more is None else [further["received_at"] for further in more]
    limit = ruling.up_to if ruling.up_to is not None else ruling.survey.highest
    named = [
        place for place in counted if scores[place] <= limit and (place not in judged or judged[place].fired)
    ]
    others = set(counted).difference(named)
    content = [
        Content(ids[place], contact_id, scores[place], moments[place])
        for place in sorted(others)
        if (contact_id := customers[place][0]) is not None
    ]
    tell_open_tickets(session, content, at=door.at, via=door.via)
    return [
        Unhappy(
            ids[place], *customers[place], scores[place], moments[place], received[place], judgement=judged.get(place)
        )
        for place in named
    ]  # fmt: skip


def _columns(
    ids: Sequence[int],
    fresh: Sequence[Heard],
    customers: Sequence[Customer],
    door: Door,
    ruling: Ruling,
    judged: Mapping[int, Judgement],
) -> dict[str, Any]:
    said: Any = dict(zip(Heard._fields, zip(*fresh, strict=True), strict=True))
    contact_ids, account_ids = zip(*customers, strict=True)
    return {
        "id": ids, "source_id": Same(door.source.id), "survey_id": Same(door.source.survey_id),
        "contact_id": contact_ids, "account_id": account_ids, **{name: said[name] for name in AS_SAID},
        "attributes": [found or None for found in said["attributes"]],
        "answered_at": [at or door.at for at in said["answered_at"]],
        "received_at": Same(door.at), "import_id": Same(door.import_id),
        "named_up_to": named_up_to(fresh, ruling, judged), "rule_set_id": Same(ruling.rule_set_id),
    }  # fmt: skip


def says_something_new(before: Stored, answer: Heard) -> bool:
    """The newest version wins, and nothing never overwrites a score, a comment or a date."""
    _, score, comment, answered_at = before
    at = answer.answered_at or answered_at
    heard = (score if answer.score is None else answer.score, answer.comment or comment, at)
    return at >= answered_at and heard != (score, comment, answered_at)


def _hear_again(session: Session, response_id: int, answer: Heard, door: Door) -> Retold:
    """Keep what the answer said before, then what it says now."""
    response = session.get_one(Response, response_id)
    return change(
        session,
        response,
        door,
        score=response.score if answer.score is None else answer.score,
        comment=answer.comment or response.comment,
        answered_at=answer.answered_at or response.answered_at,
        withdrawn_at=response.withdrawn_at,
    )


def change(
    session: Session, response: Response, door: Door, *, score: int | None, comment: str | None,
    answered_at: datetime, withdrawn_at: datetime | None, also: Mapping[str, Any] | None = None,
) -> Retold:  # fmt: skip
    """Let a stored answer say this from now on, with a record of what it said before, and count it anew.

    `also`: more columns of that record, of what the caller has changed besides.
    """
    before, comment_before, was_withdrawn = (
        response.score,
        response.comment,
        response.withdrawn_at is not None,
    )
    answered_before = response.answered_at
    if also or (score, comment, answered_at) != (before, comment_before, response.answered_at):
        session.add(
            ResponseChange(
                response_id=response.id, at=door.at, score_before=before, comment_before=comment_before,
                answered_at_before=response.answered_at, import_id=door.import_id, by_id=door.by_id, why=door.why,
                **(also or {}),
            )
        )  # fmt: skip
    counts: Counter[tuple[date, int]] = Counter()
    zone = company_zone(session)
    if before is not None and not was_withdrawn:
        counts[local_day_of(response.answered_at, zone), before] -= 1
    response.score, response.comment, response.answered_at = score, comment, answered_at
    response.withdrawn_at = withdrawn_at
    corrects = door.corrects and response.named_up_to is not None  # what was misread is judged as on its day
    judgement = (judge_as_then if corrects else judge_again)(session, response, door.at)
    if score is not None and withdrawn_at is None:
        counts[local_day_of(answered_at, zone), score] += 1
    session.flush()
    rollups.add(session, response.survey_id, counts)
    is_news = score != before or door.import_id is None  # a file may only spell the same words better
    said_now = answered_at == answered_before and is_news and not door.corrects
    said_at = door.at if said_now else answered_at
    now = Unhappy(
        response.id, response.contact_id, response.account_id, -1 if score is None else score, answered_at,
        response.received_at, changed_at=said_at, judgement=judgement,
    )  # fmt: skip
    kind = KINDS[was_withdrawn, withdrawn_at is not None]
    return Retold(now, before, comment != comment_before, kind, is_correction=door.corrects)


def act_on(
    session: Session, unhappy: Sequence[Unhappy], retold: list[Retold], door: Door, named: int | None = None
) -> int:
    """Open what has no ticket yet; an answer that changed tells its ticket, and may open it again.

    `named`: the score up to which the rules named these answers on their day, where that counts rather than today.
    """
    if not unhappy and not retold:
        return 0
    under = terms(
        session,
        door.source.survey,
        at=door.at,
        via=door.via,
        backfill_days=door.backfill_days,
        alerts=door.alerts,
    )
    under = replace(under, conditions=as_of_its_day(under.conditions, named))
    return open_tickets(session, [*unhappy, *tell_tickets(session, retold, under)], under)
