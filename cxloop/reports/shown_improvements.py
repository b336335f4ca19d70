"""Improvements as the executive page shows them, each with its newest frozen effect; one statement."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from cxloop.improvements.models import Improvement, Measurement
from cxloop.reports.frozen import Frozen, frozen
from cxloop.reports.models import DailyAnswers

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
    effect: Frozen | None
    measured_at: datetime | None
    answers_since: int

    @property
    def is_live(self) -> bool:
        return self.state in GONE_LIVE

    @property
    def verdict(self) -> str | None:
        return self.effect.verdict if self.effect else None

    @property
    def is_measured(self) -> bool:
        """There is a verdict, and not only an early look."""
        return self.effect is not None and self.effect.verdict != "not_yet"

    @property
    def waits_for_a_decision(self) -> bool:
        return self.state in WAITING_FOR_A_DECISION


def shown_improvements(session: Session, as_of: datetime) -> tuple[ShownImprovement, ...]:
    """Every improvement raised by `as_of`, the newest gone live first."""
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


def _shown(row: Any) -> ShownImprovement:
    id_, title, state, raised_at, live_on, measure_on, driver_id, verdict, figures, measured_at, answers = row
    effect = frozen(verdict, figures or {}) if verdict else None
    return ShownImprovement(
        id_, title, state, raised_at, live_on, measure_on, driver_id, effect, measured_at, int(answers)
    )
