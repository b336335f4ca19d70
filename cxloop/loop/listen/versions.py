"""Hearing sources that tell one answer in several calls, out of order: created, changed, deleted, and created again.

What stands is decided by `responses.versions`; here it is stored, counted, and acted on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts.recognising import recognise
from cxloop.database import bulk, in_pieces
from cxloop.loop.listen.hear import Became, Door, act_on, change, store
from cxloop.loop.listen.retold import Retold
from cxloop.loop.listen.wishes import heed_wishes
from cxloop.responses.importing.answers import Heard
from cxloop.responses.models import Response
from cxloop.responses.versions import NOTHING, Standing, Version, Withdrawal, after

FILLED = (
    "email", "name", "contact_external_id", "company", "language", "phone", "touchpoint", "stage", "tier",
    "yearly_value", "attributes", "account_external_id",
)  # fmt: skip
"""What a later version adds where an earlier one said nothing."""
KEPT_WITH_ANSWER = ("language", "touchpoint", "stage", "attributes")


@dataclass(frozen=True)
class News:
    """One call about one answer: a version of it, or its withdrawal with an `answer` that says nothing."""

    answer: Heard
    said_at: datetime | None
    received_at: datetime
    is_withdrawal: bool = False

    def as_rule_sees(self) -> Version | Withdrawal:
        if self.is_withdrawal:
            return Withdrawal(self.said_at or self.received_at)
        answer = self.answer
        return Version(answer.score, answer.comment, answer.answered_at, self.said_at, self.received_at)


def hear_versions(session: Session, news: Sequence[News], door: Door) -> Became:
    """Hear a batch of calls of one source, in the caller's unit of work; several may be about the same answer."""
    about: dict[str, list[News]] = {}
    for one in news:
        about.setdefault(one.answer.external_id, []).append(one)
    known = _known(session, door.source.id, about)
    fresh = {
        external_id: after_all(NOTHING, told)
        for external_id, told in about.items()
        if external_id not in known
    }
    fresh = {external_id: now for external_id, now in fresh.items() if now != NOTHING}
    answers = [_merged(about[external_id], now) for external_id, now in fresh.items()]
    more = [_columns(now, about[external_id]) for external_id, now in fresh.items()]
    unhappy = store(session, answers, door, more)
    retold: list[Retold] = []
    for external_id, response in known.items():
        retold += _hear_again(session, response, about[external_id], door)
    said = [one.answer for one in news if not one.is_withdrawal]
    heed_wishes(session, said, door.source.id, door.at, door.via)
    tickets = act_on(session, unhappy, retold, door)
    return Became(len(fresh), len(retold), len(news) - len(fresh) - len(retold), tickets)


def after_all(standing: Standing, told: Iterable[News]) -> Standing:
    """What stands once all of these were heard."""
    return reduce(after, (one.as_rule_sees() for one in told), standing)


def _known(session: Session, source_id: int, external_ids: Iterable[str]) -> dict[str, Response]:
    known: dict[str, Response] = {}
    for piece in in_pieces(external_ids):
        wanted = bulk.among(session, Response.external_id, piece)
        chosen = select(Response).where(Response.source_id == source_id, wanted).with_for_update()
        rows = session.scalars(chosen.execution_options(populate_existing=True))
        known |= {response.external_id: response for response in rows}
    return known


def _merged(told: Sequence[News], now: Standing) -> Heard:
    """One answer out of several calls about it."""
    first, *others = [one.answer for one in told]
    known: dict[str, object] = {}
    for field in FILLED:
        known[field] = next((value for one in (first, *others) if (value := getattr(one, field))), None)
    at = now.answered_at or now.withdrawn_at
    # `known` holds the fields of FILLED, each of its own type.
    return first._replace(score=now.score, comment=now.comment, answered_at=at, **known)  # type: ignore[arg-type]


def _columns(now: Standing, told: Sequence[News]) -> dict[str, object]:
    return {
        "score_said_at": now.score_said_at,
        "comment_said_at": now.comment_said_at,
        "withdrawn_at": now.withdrawn_at,
        "received_at": min(one.received_at for one in told),
    }


def _hear_again(session: Session, response: Response, told: Sequence[News], door: Door) -> list[Retold]:
    """Empty when the answer says what it said before; when it was said may be newer all the same."""
    before = _standing(response)
    now = after_all(before, told)
    someone_new = _fill(session, response, told, door)
    response.score_said_at, response.comment_said_at = now.score_said_at, now.comment_said_at
    said = (before.score, before.comment, before.answered_at, before.withdrawn_at is None)
    if said == (now.score, now.comment, now.answered_at, now.withdrawn_at is None) and not someone_new:
        response.withdrawn_at = now.withdrawn_at
        return []
    at = now.answered_at or now.withdrawn_at or response.answered_at
    heard = change(
        session,
        response,
        door,
        score=now.score,
        comment=now.comment,
        answered_at=at,
        withdrawn_at=now.withdrawn_at,
    )
    return [heard]


def _standing(response: Response) -> Standing:
    """As stored; what came without a moment of its own was said with the answer."""
    score_at = response.score_said_at or response.answered_at
    comment_at = response.comment_said_at or response.answered_at
    said_nothing = response.score is None and response.comment is None
    return Standing(
        response.score,
        None if response.score is None else score_at,
        response.comment,
        None if response.comment is None else comment_at,
        None if said_nothing else response.answered_at,
        response.withdrawn_at,
    )


def _fill(session: Session, response: Response, told: Sequence[News], door: Door) -> bool:
    """Add what we did not know of the answer; True when we now know who gave it."""
    merged = _merged(told, NOTHING)
    for field in KEPT_WITH_ANSWER:
        if getattr(response, field) is None and getattr(merged, field):
            setattr(response, field, getattr(merged, field))
    if response.contact_id is not None or response.survey.is_anonymous:
        return False
    if not (merged.email or merged.name or merged.contact_external_id):
        return False
    (customer,) = recognise(session, [merged], door.at)
    response.contact_id, response.account_id = customer.contact_id, customer.account_id or response.account_id
    return customer.contact_id is not None
