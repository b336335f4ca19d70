"""Improvements as the executive page shows them, and the measurement that freezes an effect (M12)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from cxloop.database import company_zone
from cxloop.improvements.models import Improvement, Measurement
from cxloop.reports import causes
from cxloop.reports.cohorts import cohort
from cxloop.reports.measures import SCORED
from cxloop.reports.metrics.effect import Difference, Effect, Rate, effect
from cxloop.reports.models import DailyAnswers
from cxloop.reports.period import Period
from cxloop.responses.models import Survey
from cxloop.tickets.models import Resolution, Ticket

GONE_LIVE = ("live", "measuring", "measured", "told_back")
WAITING_FOR_A_DECISION = ("proposed", "triaged")


@dataclass(frozen=True, slots=True)
class ShownImprovement:
    """One improvement with its newest frozen effect; `answers_since` go-live when it has none yet."""

    id: int
    title: str
    state: str
    raised_at: datetime
    live_on: date | None
    measure_on: date | None
    driver_id: int | None
    verdict: str | None
    net: Difference | None
    before_after_only: bool
    n: int | None
    needed: int | None
    measured_at: datetime | None
    answers_since: int

    @property
    def is_live(self) -> bool:
        return self.state in GONE_LIVE

    @property
    def is_measured(self) -> bool:
        return self.verdict is not None

    @property
    def waits_for_a_decision(self) -> bool:
        return self.state in WAITING_FOR_A_DECISION


def shown_improvements(session: Session, as_of: datetime) -> tuple[ShownImprovement, ...]:
    """Every improvement raised by `as_of`, the newest gone live first; one statement."""
    newer = aliased(Measurement)
    newest = (
        select(func.max(newer.id))
        .where(newer.improvement_id == Improvement.id, newer.at <= as_of)
        .correlate(Improvement)
        .scalar_subquery()
    )
    answers = (
        select(func.coalesce(func.sum(DailyAnswers.answers), 0))
        .where(DailyAnswers.day >= Improvement.live_on)
        .correlate(Improvement)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Improvement.id, Improvement.title, Improvement.state, Improvement.raised_at, Improvement.live_on,
            Improvement.measure_on, Improvement.driver_id, Measurement.verdict, Measurement.figures, Measurement.at,
            answers,
        )
        .outerjoin(Measurement, Measurement.id == newest)
        .where(Improvement.raised_at <= as_of, Improvement.state != "archived")
        .order_by(Improvement.live_on.is_(None), Improvement.live_on.desc(), Improvement.id)
    )  # fmt: skip
    return tuple(_shown(row) for row in rows)


def measured_effect(
    session: Session, improvement: Improvement, at: datetime
) -> tuple[Effect, dict[str, Any]]:
    """The effect by `at`, and the figures to freeze it with (a Measurement's `verdict` and `figures`).

    Affected: tickets whose cause is the improvement's or lies below it. Comparison: tickets of all other causes in the
    same two windows. The weeks between the baseline and go-live, when the problem was picked, are in neither.

    Raises:
        ValueError: it has no cause, no baseline or is not live yet, so there is nothing to measure.
    """
    before, after = windows(improvement, at)
    affected = causes.with_what_lies_below(improvement.driver_id or 0, causes.catalogue(session))
    counts = [_coded_tickets(session, period, at) for period in (before, after)]
    answers = [_answers(session, period) for period in (before, after)]
    mine = [sum(n for cause, n in count.items() if cause in affected) for count in counts]
    others = [sum(count.values()) - own for count, own in zip(counts, mine, strict=True)]
    first, then = (Rate(min(k, n), n) for k, n in zip(mine, answers, strict=True))
    other_first, other_then = (Rate(min(k, n), n) for k, n in zip(others, answers, strict=True))
    found = effect(first, then, other_first, other_then, improvement.expected_fall)
    figures = asdict(found) | {
        "windows": {"before": _days(before), "after": _days(after)},
        "counts": {"affected": mine, "comparison": others, "answers": answers},
    }
    return found, figures | {"verdict": found.verdict.value}


def windows(improvement: Improvement, at: datetime) -> tuple[Period, Period]:
    """The baseline, and as long a time after go-live and wash-out, ended by `at`."""
    if improvement.driver_id is None or improvement.baseline_from is None or improvement.baseline_to is None:
        raise ValueError("an improvement is measured by its cause against a baseline")
    if improvement.live_on is None:
        raise ValueError("an improvement that is not live has no effect yet")
    before = Period(improvement.baseline_from, improvement.baseline_to)
    start = improvement.live_on + timedelta(days=improvement.washout_days)
    end = min(start + timedelta(days=before.days), at.date())
    return before, Period(start, max(end, start + timedelta(days=1)))


def _coded_tickets(session: Session, period: Period, at: datetime) -> dict[int, int]:
    """By cause; of answers with a score only, for those are what the rate is per 100 of."""
    newest, other = aliased(Resolution), aliased(Resolution)
    newest_id = (
        select(func.max(other.id)).where(other.ticket_id == Ticket.id, other.at <= at).scalar_subquery()
    )
    rows = session.execute(
        select(newest.driver_id, func.count())
        .select_from(Ticket)
        .join(newest, newest.id == newest_id)
        .join(Survey, and_(Survey.id == Ticket.survey_id, Survey.metric.in_(SCORED)))
        .where(cohort(period, at, company_zone(session), "answered"), newest.driver_id.is_not(None))
        .group_by(newest.driver_id)
    )
    return {driver_id: count for driver_id, count in rows if driver_id is not None}


def _answers(session: Session, period: Period) -> int:
    chosen = select(func.coalesce(func.sum(DailyAnswers.answers), 0)).where(
        DailyAnswers.day >= period.start, DailyAnswers.day < period.end
    )
    return int(session.scalar(chosen) or 0)


def _days(period: Period) -> list[str]:
    return [period.start.isoformat(), period.end.isoformat()]


def _shown(row: Any) -> ShownImprovement:
    id_, title, state, raised_at, live_on, measure_on, driver_id, verdict, figures, measured_at, answers = row
    figures = figures or {}
    net = figures.get("net")
    return ShownImprovement(
        id_, title, state, raised_at, live_on, measure_on, driver_id, verdict,
        Difference(net["per_100"], net["low"], net["high"]) if net else None,
        bool(figures.get("before_after_only")), figures.get("n"), figures.get("needed"), measured_at, int(answers),
    )  # fmt: skip
