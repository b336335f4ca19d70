"""Surveys by their keys, and new ones from what a file or a person says of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from cxloop import audit_log
from cxloop.naming import free_key, key_of
from cxloop.responses.models import Survey
from cxloop.responses.scoring import SCALES, scale_for

_OF_KEY = select(Survey).where(Survey.key == bindparam("key"))


@dataclass(frozen=True)
class NewSurvey:
    """A survey that does not exist yet: its metric, its whole-number scale, its thresholds (at or below)."""

    name: str
    metric: str
    scale_min: int
    scale_max: int
    report_low: int | None = None
    ticket_low: int | None = None
    urgent_low: int | None = None
    key: str | None = None


def with_usual_thresholds(
    name: str, metric: str, lowest: int, highest: int, key: str | None = None
) -> NewSurvey:
    """A new survey with the thresholds its metric starts with; a metric without a score has none."""
    if metric not in SCALES:
        return NewSurvey(name, metric, lowest, highest, key=key)
    scale = scale_for(metric, lowest, highest)
    return NewSurvey(name, metric, lowest, highest, scale.low_at, scale.ticket_at, scale.urgent_at, key)


def of_key(session: Session, key: str) -> Survey | None:
    return session.scalars(_OF_KEY, {"key": key}).first()


def all_surveys(session: Session) -> list[Survey]:
    return list(session.scalars(select(Survey).order_by(Survey.name, Survey.id)))


def offered(session: Session, but_also: int | None = None) -> list[Survey]:
    """Those that may be chosen for something new, and one that is chosen already."""
    return [one for one in all_surveys(session) if one.retired_at is None or one.id == but_also]


def unsaved(new: NewSurvey) -> Survey:
    """As it would be; not stored, for a dry run."""
    return Survey(
        name=new.name, metric=new.metric, scale_min=new.scale_min, scale_max=new.scale_max,
        report_low=new.report_low, ticket_low=new.ticket_low, urgent_low=new.urgent_low, is_anonymous=False,
    )  # fmt: skip


def add(session: Session, new: NewSurvey, at: datetime, by: audit_log.By | None) -> Survey:
    """Store a new survey under its key, or under a free one made from its name; without `by`, the caller says later
    who made it, for it may not be kept."""
    survey = unsaved(new)
    survey.key = new.key or _free_key(session, new.name)
    survey.created_at = at
    session.add(survey)
    session.flush()
    if by is not None:
        tell_made(session, survey, at, by)
    return survey


def tell_made(session: Session, survey: Survey, at: datetime, by: audit_log.By) -> None:
    audit_log.record(session, "survey_made", at=at, actor_id=by.actor_id, via=by.via, survey=survey.id)


def _free_key(session: Session, name: str) -> str:
    wanted = key_of(name, "survey")
    taken = session.scalars(select(Survey.key).where(Survey.key.startswith(wanted, autoescape=True)))
    return free_key(wanted, set(taken))
