"""From what a program sends to answers the loop can hear: each item judged alone."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, lazyload

from cxloop.api import sight
from cxloop.api.problems import refused
from cxloop.api.response_shapes import NewResponse, Person
from cxloop.responses import surveys
from cxloop.responses.importing.answers import Heard
from cxloop.responses.importing.dates import EARLIEST_YEAR, LATEST_YEAR
from cxloop.responses.importing.texts import cleaned, email_of
from cxloop.responses.models import Source, Survey
from cxloop.responses.scoring import SCALES

MOST_NAMED = 20
_SOURCE = (
    select(Source)
    .where(Source.survey_id == bindparam("survey_id"), Source.door == "api", Source.name == "")
    .options(lazyload(Source.survey))
)
"""Its survey is known already."""
_WITH_ITS_DOOR = (
    select(Survey, Source)
    .outerjoin(Source, (Source.survey_id == Survey.id) & (Source.door == "api") & (Source.name == ""))
    .where(Survey.key == bindparam("key"))
    .options(lazyload(Source.survey))
)


@dataclass(frozen=True)
class Secret:
    """Makes an id of an anonymous answer, from which nobody without the key can find the person."""

    key: bytes


def survey_meant(session: Session, one: NewResponse, at: datetime) -> tuple[Survey, bool]:
    """The survey of this key, and whether it was made just now because the answer names its metric.

    Raises:
        Refusal: unknown, or of another metric or scale than the answer says.
    """
    found = surveys.of_key(session, one.survey)
    if found is None:
        return _made(session, one, at), True
    compare(one, found)
    return found, False


def compare(one: NewResponse, survey: Survey) -> None:
    """Let an answer name the survey's metric and scale again.

    Raises:
        Refusal: it names others.
    """
    said = (one.metric, one.scale_min, one.scale_max)
    kept = (survey.metric, survey.scale_min, survey.scale_max)
    if any(word is not None and word != known for word, known in zip(said, kept, strict=True)):
        scale = f"{survey.metric} from {survey.scale_min} to {survey.scale_max}"
        raise refused("metric", "metric_differs", f"The survey {one.survey} measures {scale}.")


def survey_and_source(session: Session, key: str) -> tuple[Survey, Source | None] | None:
    """The survey of this key and its door for programs, if there are any, by one statement."""
    row = session.execute(_WITH_ITS_DOOR, {"key": key}).first()
    return None if row is None else (row[0], row[1])


def source_of(session: Session, survey: Survey) -> Source:
    """The survey's door for programs."""
    source = session.scalars(_SOURCE, {"survey_id": survey.id}).first()
    if source is None:
        source = Source(survey_id=survey.id, door="api", survey=survey)
        session.add(source)
        session.flush()
    return source


def heard(one: NewResponse, survey: Survey, line: int, secret: Secret) -> Heard:
    """The answer as the loop hears it.

    Raises:
        Refusal: the score, the moment or the address is not one.
    """
    person, company = one.contact or Person(), one.account
    comment = _clean(one.comment)
    answer = Heard(
        line=line,
        external_id=_clean(one.external_id) or "",
        score=_score(one, survey),
        comment=comment,
        answered_at=_moment(one.answered_at),
        email=_email(person.email),
        name=_clean(person.name),
        contact_external_id=_clean(person.external_id),
        company=_clean(company.name) if company else None,
        language=one.language[:2].lower() if one.language else None,
        phone=_clean(person.phone),
        touchpoint=_clean(one.touchpoint),
        stage=_clean(one.stage),
        tier=_clean(company.tier) if company else None,
        yearly_value=Decimal(company.yearly_value) if company and company.yearly_value is not None else None,
        attributes=_attributes(one.attributes),
        may_be_called=one.may_be_called,
    )
    if answer.score is None and answer.comment is None:
        raise refused("score", "says_nothing", "The answer says neither a score nor a comment.")
    return answer if answer.external_id else answer._replace(external_id=_identity(answer, survey, secret))


def _made(session: Session, one: NewResponse, at: datetime) -> Survey:
    if one.metric is None:
        known = [survey.key for survey in surveys.all_surveys(session)] if sight.reads("surveys") else []
        named = ", ".join(known[:MOST_NAMED]) + (", …" if len(known) > MOST_NAMED else "")
        told = f"Known are: {named}." if known else ""
        hint = "Name its metric to make it."
        raise refused(
            "survey",
            "survey_unknown",
            " ".join(filter(None, ("There is no survey of this key.", told, hint))),
        )
    key, usual = cleaned(one.survey), SCALES.get(one.metric)
    if not key:
        raise refused("survey", "survey_unknown", "A survey needs a key one can read.")
    lowest = one.scale_min if one.scale_min is not None else usual.lowest if usual else 0
    highest = one.scale_max if one.scale_max is not None else usual.highest if usual else 0
    try:
        new = surveys.with_usual_thresholds(_clean(one.survey_name) or key, one.metric, lowest, highest, key)
    except ValueError:
        raise refused("scale_max", "scale_empty", "The scale has no room for a score.") from None
    return surveys.add(session, new, at, None)


def _score(one: NewResponse, survey: Survey) -> int | None:
    if one.score is None:
        return None
    if survey.metric not in SCALES:
        raise refused("score", "score_not_asked", f"The survey {survey.key} asks for no score.")
    if not survey.scale_min <= one.score <= survey.scale_max:
        scale = f"{survey.scale_min} to {survey.scale_max}"
        raise refused("score", "score_outside", f"The score {one.score} is outside {scale}.")
    return one.score


def _moment(answered_at: datetime | None) -> datetime | None:
    if answered_at is None:
        return None
    try:
        moment = answered_at.astimezone(UTC)
    except OverflowError:
        moment = None
    if moment is None or not EARLIEST_YEAR <= moment.year < LATEST_YEAR:
        raise refused("answered_at", "date_outside", "That is not a moment an answer can have.")
    return moment


def _email(text: str | None) -> str | None:
    if text is None or not text.strip():
        return None
    address = email_of(text)
    if address is None:
        raise refused("contact.email", "email_wrong", "That is not an e-mail address.")
    return address


def _attributes(given: dict[str, Any] | None) -> dict[str, str] | None:
    if not given:
        return None
    kept = {cleaned(name): _word(value) for name, value in given.items()}
    return {name: value for name, value in kept.items() if name and value} or None


def _word(value: str | float | bool) -> str:
    if isinstance(value, str):
        return cleaned(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _clean(text: str | None) -> str | None:
    return (cleaned(text) or None) if text else None


def _identity(answer: Heard, survey: Survey, secret: Secret) -> str:
    """SHA-256 of survey, contact, moment, score and comment: the same answer again has the same name."""
    person = answer.contact_external_id or answer.email or answer.name or ""
    moment = answer.answered_at.isoformat() if answer.answered_at else ""
    content = "\x1f".join((survey.key, person, moment, str(answer.score), answer.comment or "")).encode()
    if survey.is_anonymous:
        return "api-" + hmac.new(secret.key, content, hashlib.sha256).hexdigest()
    return "api-" + hashlib.sha256(content).hexdigest()
