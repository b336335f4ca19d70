"""A survey's three thresholds through time: what is heard under one version keeps its verdict."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.responses.models import Survey, ThresholdsBefore


@dataclass(frozen=True)
class Thresholds:
    """Each at or below; None: never."""

    report_low: int | None
    ticket_low: int | None
    urgent_low: int | None


@dataclass(frozen=True)
class Versions:
    """The thresholds of one survey, each until its moment; the last ones stand."""

    ended: tuple[datetime, ...]
    each: tuple[Thresholds, ...]

    def at(self, moment: datetime) -> Thresholds:
        """What held for an answer heard at this moment."""
        return self.each[bisect_right(self.ended, moment)]

    def spans(self) -> list[tuple[datetime | None, datetime | None, Thresholds]]:
        """From when (None: the beginning) until when (None: still) each version held."""
        return list(zip((None, *self.ended), (*self.ended, None), self.each, strict=True))


def now(survey: Survey) -> Thresholds:
    return Thresholds(survey.report_low, survey.ticket_low, survey.urgent_low)


def change(session: Session, survey: Survey, wanted: Thresholds, at: datetime) -> None:
    """From this moment on, answers are judged by these; what was heard before keeps its verdict."""
    before = now(survey)
    if before == wanted:
        return
    if session.get(ThresholdsBefore, (survey.id, at)) is None:
        session.add(ThresholdsBefore(survey_id=survey.id, ended_at=at, **vars(before)))
    survey.report_low, survey.ticket_low, survey.urgent_low = vars(wanted).values()
    session.flush()


def versions(session: Session, survey: Survey) -> Versions:
    ended = session.scalars(
        select(ThresholdsBefore)
        .where(ThresholdsBefore.survey_id == survey.id)
        .order_by(ThresholdsBefore.ended_at)
    ).all()
    each = [Thresholds(one.report_low, one.ticket_low, one.urgent_low) for one in ended]
    return Versions(tuple(one.ended_at for one in ended), (*each, now(survey)))
