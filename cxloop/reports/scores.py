"""Report 2: the number, each measure apart, with what could move it and who was asked at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.database import company_zone
from cxloop.reports import queries
from cxloop.reports.cohorts import Customers, customers
from cxloop.reports.executive import MeasuredScore, MonthlyScore, limits_of, months_of, scores_of
from cxloop.reports.measures import Measure
from cxloop.reports.metrics.control import ControlLimits
from cxloop.reports.metrics.figure import Definition
from cxloop.reports.metrics.proportions import Proportion, proportion
from cxloop.reports.period import Period, this_month
from cxloop.reports.shown_improvements import ShownImprovement, shown_improvements
from cxloop.reports.wanted import Wanted
from cxloop.responses.invitations.models import Invitation

RESPONSE = Definition("response-rate")


@dataclass(frozen=True)
class OneNumber:
    """A measure with its months; `asked` are the invitations sent in these days and how many were answered."""

    found: MeasuredScore
    months: tuple[MonthlyScore, ...]
    limits: ControlLimits
    asked: Proportion


@dataclass(frozen=True)
class Scores:
    """`period` is what the control chart of `improvements` ends with."""

    period: Period
    now: Customers
    then: Customers
    numbers: tuple[OneNumber, ...]
    improvements: tuple[ShownImprovement, ...]
    whole_range: Period | None


def scores(session: Session, period: Period, as_of: datetime, wanted: Wanted) -> Scores:
    """Relationship and moments, metrics and scales are never added up."""
    measures = queries.surveys_by_measure(session)
    found = scores_of(measures, queries.tallies(session, period, wanted))
    asked = _asked(session, period, as_of, measures, wanted)
    numbers = []
    for one in found:
        months = months_of(session, measures, one.measure, period.end, wanted)
        rate = proportion(RESPONSE, *asked.get(one.measure, (0, 0)))
        numbers.append(OneNumber(one, months, limits_of(months), rate))
    month = this_month(as_of, company_zone(session))
    return Scores(
        period, customers(session, month, as_of, wanted), customers(session, period, as_of, wanted),
        tuple(numbers), shown_improvements(session, as_of),
        None if numbers else queries.heard_from(session, wanted),
    )  # fmt: skip


def _asked(
    session: Session, period: Period, as_of: datetime, measures: Mapping[int, Measure], wanted: Wanted
) -> dict[Measure, tuple[int, int]]:
    """Answered and sent, of our own surveys: what platforms sent is not known here."""
    zone = company_zone(session)
    rows = session.execute(
        select(
            Invitation.survey_id, func.count(),
            func.count().filter(Invitation.answered_at.is_not(None), Invitation.answered_at <= as_of),
        )
        .where(
            Invitation.sent_at >= period.starts_at(zone), Invitation.sent_at < period.ends_at(zone),
            wanted.of_surveys(Invitation.survey_id),
        )
        .group_by(Invitation.survey_id)
    )  # fmt: skip
    found: dict[Measure, tuple[int, int]] = {}
    for survey_id, sent, answered in rows:
        if survey_id in measures:
            k, n = found.get(measures[survey_id], (0, 0))
            found[measures[survey_id]] = (k + answered, n + sent)
    return found
