"""What rules ask of a batch of answers, looked up together: a few statements, and none for what nobody asks."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Account, Contact
from cxloop.database import bulk
from cxloop.responses.models import Response, Survey
from cxloop.rules.compiled import OF_ACCOUNT
from cxloop.rules.facts import OfSurvey
from cxloop.rules.folding import says
from cxloop.rules.reach import Needs

HISTORY = frozenset({"fell_by", "low_answers"})


class Asked(NamedTuple):
    """A scored answer of one survey, stored or about to be."""

    id: int
    contact_id: int | None
    account_id: int | None
    score: int
    comment: str | None
    language: str | None
    touchpoint: str | None
    stage: str | None
    attributes: dict[str, Any] | None
    answered_at: datetime


class _Before(NamedTuple):
    at: datetime
    id: int
    survey_id: int
    score: int


def of_survey(survey: Survey) -> OfSurvey:
    """As its thresholds stand now."""
    return OfSurvey(
        survey.key, survey.metric, survey.scale_min, survey.scale_max, survey.report_low, survey.ticket_low,
        survey.urgent_low,
    )  # fmt: skip


def asked_of(response: Response) -> Asked:
    """A stored answer, as it stands; without a score it is below every scale."""
    score = -1 if response.score is None else response.score
    return Asked(
        response.id, response.contact_id, response.account_id, score, response.comment, response.language,
        response.touchpoint, response.stage, response.attributes, response.answered_at,
    )  # fmt: skip


def gather(
    session: Session,
    survey: Survey,
    door: str,
    answers: Sequence[Asked],
    needs: Needs,
    beside: Sequence[Asked] = (),
) -> list[dict[str, Any]]:
    """The facts of each answer that `needs` names, as they stand now; `beside` are others of the same batch."""
    usual = of_survey(survey).as_facts()
    accounts = _accounts(session, answers) if needs.fields & OF_ACCOUNT else {}
    roles = _roles(session, answers) if "buying_role" in needs.fields else {}
    history = _history(session, survey, answers, [*answers, *beside]) if needs.fields & HISTORY else {}
    low = _low_marks(session) if needs.days else {}
    return [
        {"score": one.score, "survey": usual}
        | _said(one, survey, door, needs)
        | _customer(one, accounts, roles, needs)
        | _past(one, survey, history, low, needs)
        for one in answers
    ]


def _said(one: Asked, survey: Survey, door: str, needs: Needs) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "comment" in needs.fields:
        found["comment_length"] = len(one.comment or "")
        found["said"] = sorted(word for word in needs.words if says(one.comment, word))
    for name in ("language", "touchpoint", "stage"):
        if name in needs.fields:
            found[name] = getattr(one, name) or getattr(survey, name)
    if "source" in needs.fields:
        found["door"] = door
    if needs.attributes:
        known = one.attributes or {}
        met: dict[str, list[str]] = defaultdict(list)
        for name, value in sorted(needs.attributes):
            if isinstance(known.get(name), str) and known[name] == value:
                met[name].append(value)
        found["attributes"] = dict(met)
    return found


def _customer(
    one: Asked, accounts: dict[int, Account], roles: dict[int, str | None], needs: Needs
) -> dict[str, Any]:
    account, found = accounts.get(one.account_id or 0), dict[str, Any]()
    if "tier" in needs.fields:
        found["tier"] = account.tier if account else None
    if "yearly_value" in needs.fields:
        found["yearly_value"] = account.yearly_value if account else None
    if "renewal" in needs.fields:
        renews_on = account.renews_on if account else None
        found["renews_in"] = (renews_on - one.answered_at.date()).days if renews_on else None
    if "buying_role" in needs.fields:
        found["buying_role"] = roles.get(one.contact_id or 0)
    return found


def _past(
    one: Asked, survey: Survey, history: dict[int, list[_Before]], low: dict[int, int | None], needs: Needs
) -> dict[str, Any]:
    if not needs.fields & HISTORY:
        return {}
    known = history.get(one.contact_id or 0, [])
    place = (one.answered_at, one.id)
    until = known[: bisect_left(known, place)]
    found: dict[str, Any] = {}
    if "fell_by" in needs.fields:
        last = next((before for before in reversed(until) if before.survey_id == survey.id), None)
        found["fell_by"] = last.score - one.score if last else None
    if needs.days:
        here = _Before(*place, survey.id, one.score)
        lows = [each for each in [*until, *([here] if one.contact_id else [])] if _is_low(each, low)]
        found["lows"] = {
            str(days): sum((one.answered_at.date() - each.at.date()).days <= days for each in lows)
            for days in sorted(needs.days)
        }
    return found


def _is_low(one: _Before, low: dict[int, int | None]) -> bool:
    limit = low.get(one.survey_id)
    return limit is not None and one.score <= limit


def _accounts(session: Session, answers: Sequence[Asked]) -> dict[int, Account]:
    wanted = {one.account_id for one in answers if one.account_id}
    chosen = select(Account).where(bulk.among(session, Account.id, wanted))
    return {account.id: account for account in session.scalars(chosen)} if wanted else {}


def _roles(session: Session, answers: Sequence[Asked]) -> dict[int, str | None]:
    wanted = {one.contact_id for one in answers if one.contact_id}
    chosen = select(Contact.id, Contact.buying_role).where(bulk.among(session, Contact.id, wanted))
    return {one.id: one.buying_role for one in session.execute(chosen)} if wanted else {}


def _history(
    session: Session, survey: Survey, answers: Sequence[Asked], batch: Sequence[Asked]
) -> dict[int, list[_Before]]:
    """What each of these customers answered, in order: what is stored, and what stands in the batch itself."""
    wanted = {one.contact_id for one in answers if one.contact_id}
    if not wanted:
        return {}
    columns = (Response.contact_id, Response.answered_at, Response.id, Response.survey_id, Response.score)
    counted = (Response.withdrawn_at.is_(None), Response.score.is_not(None))
    chosen = select(*columns).where(bulk.among(session, Response.contact_id, wanted), *counted)
    found: dict[int, dict[int, _Before]] = defaultdict(dict)
    for contact_id, at, number, survey_id, score in session.execute(chosen):
        found[contact_id or 0][number] = _Before(at, number, survey_id, score or 0)
    for one in batch:
        if one.contact_id is not None and one.contact_id in wanted and one.score >= 0:
            found[one.contact_id][one.id] = _Before(one.answered_at, one.id, survey.id, one.score)
    return {contact_id: sorted(each.values()) for contact_id, each in found.items()}


def _low_marks(session: Session) -> dict[int, int | None]:
    return {one.id: one.report_low for one in session.execute(select(Survey.id, Survey.report_low))}
