"""The measurement that freezes an improvement's effect (M12): its two windows, what is counted in them, and when."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from cxloop.database import company_zone, local_day_of
from cxloop.improvements.models import Improvement
from cxloop.improvements.planning import CODED_WITHIN, time_after
from cxloop.reports import causes
from cxloop.reports.cohorts import cohort
from cxloop.reports.measures import SCORED
from cxloop.reports.metrics.effect import Effect, Window, effect
from cxloop.reports.models import DailyAnswers
from cxloop.reports.period import Period
from cxloop.reports.standing import newest_resolution
from cxloop.responses.models import Survey
from cxloop.tickets.models import Resolution, Ticket

WEEK = 7


def measured_effect(
    session: Session, improvement: Improvement, at: datetime
) -> tuple[Effect, dict[str, Any]]:
    """The effect by `at`, and the figures to freeze it with (a Measurement's `verdict` and `figures`).

    Target: tickets whose cause is the improvement's or lies below it. Comparison: tickets of all other causes in the
    same two windows. The weeks between the baseline and go-live, when the problem was picked, are in neither. A ticket
    counts once its cause could be known: it was resolved or given up, or its answer is thirty days old.

    Raises:
        ValueError: it has no cause, no baseline or is not live yet, so there is nothing to measure.
    """
    periods = windows(improvement)
    target = causes.with_what_lies_below(improvement.driver_id or 0, causes.catalogue(session))
    before, after = (_window(session, period, target, at) for period in periods)
    can_be_judged_on = periods[1].end + CODED_WITHIN
    is_over = local_day_of(at, company_zone(session)) >= can_be_judged_on
    found = effect(before, after, is_over=is_over)
    figures = asdict(found) | {
        "windows": {"before": _days(periods[0]), "after": _days(periods[1])},
        "judged_on": can_be_judged_on.isoformat(),
        "counts": {
            "target": [before.target, after.target], "comparison": [before.others, after.others],
            "coded": [before.coded, after.coded], "uncoded": [before.uncoded, after.uncoded],
            "answers": [before.answers, after.answers],
        },
        "weekly": {"before": before.weeks, "after": after.weeks},
    }  # fmt: skip
    return found, figures | {
        "definition": "M12",
        "version": found.definition.version,
        "verdict": found.verdict.value,
    }


def windows(improvement: Improvement) -> tuple[Period, Period]:
    """The baseline, and as long a time after go-live and wash-out.

    Raises:
        ValueError: as `measured_effect`.
    """
    if improvement.driver_id is None or improvement.baseline_from is None or improvement.baseline_to is None:
        raise ValueError("an improvement is measured by its cause against a baseline")
    if improvement.live_on is None:
        raise ValueError("an improvement that is not live has no effect yet")
    after = time_after(
        improvement.baseline_from, improvement.baseline_to, improvement.live_on, improvement.washout_days
    )
    return Period(improvement.baseline_from, improvement.baseline_to), Period(*after)


def _window(session: Session, period: Period, target: Collection[int], at: datetime) -> Window:
    weeks = [[0, 0] for _ in range(-(-period.days // WEEK))]
    uncoded = 0
    zone = company_zone(session)
    for answered_at, driver_id in _tickets(session, period, at):
        if driver_id is None:
            uncoded += 1
        else:
            week = (local_day_of(answered_at, zone) - period.start).days // WEEK
            weeks[week][driver_id not in target] += 1
    return Window(tuple((ours, others) for ours, others in weeks), uncoded, _answers(session, period))


def _tickets(session: Session, period: Period, at: datetime) -> list[tuple[datetime, int | None]]:
    """(answered, cause) of the tickets of scored answers whose cause could be known by `at`."""
    newest = aliased(Resolution)
    rows = session.execute(
        select(Ticket.answered_at, newest.driver_id)
        .outerjoin(newest, newest.id == newest_resolution(at))
        .join(Survey, and_(Survey.id == Ticket.survey_id, Survey.metric.in_(SCORED)))
        .where(
            cohort(period, at, company_zone(session), "answered"),
            or_(newest.id.is_not(None), Ticket.answered_at <= at - CODED_WITHIN),
        )
    )
    return [(answered_at, driver_id) for answered_at, driver_id in rows]


def _answers(session: Session, period: Period) -> int:
    chosen = select(func.coalesce(func.sum(DailyAnswers.answers), 0)).where(
        DailyAnswers.day >= period.start, DailyAnswers.day < period.end
    )
    return int(session.scalar(chosen) or 0)


def _days(period: Period) -> list[str]:
    return [period.start.isoformat(), period.end.isoformat()]
