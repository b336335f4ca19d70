"""Measuring an improvement: by somebody who wants to look, and by the clock on the day that was set."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.wording import MEASURED
from cxloop.database import company_zone, local_day_of
from cxloop.improvements import queries
from cxloop.improvements.models import Improvement, Measurement
from cxloop.improvements.planning import measurable_from
from cxloop.loop.learn.deciding import moved
from cxloop.people.models import User
from cxloop.reports.effects import measured_effect

WAITING = ("live", "measuring")
LOOKS_AGAIN_AFTER = timedelta(days=7)
"""Where causes of too many tickets were not known yet."""


def measure(
    session: Session, improvement: Improvement, at: datetime, *, by: User | None = None
) -> Measurement:
    """Freeze the effect as it shows now, with the counts it rests on (M12); measuring again adds another.

    It counts as measured from its measure date on, and no earlier than thirty days after the time after it has ended,
    once enough causes are known. Looking earlier leaves it `measuring` with the verdict *not yet*, for an early look
    that pleases is no proof.

    Raises:
        ValueError: it has no cause, no baseline or is not live, so there is nothing to measure.
    """
    effect, figures = measured_effect(session, improvement, at)
    found = Measurement(improvement_id=improvement.id, at=at, verdict=effect.verdict.value, figures=figures)
    session.add(found)
    today = local_day_of(at, company_zone(session))
    is_due = improvement.measure_on is None or improvement.measure_on <= today
    is_over = date.fromisoformat(figures["judged_on"]) <= today
    state = "measured" if is_due and is_over and found.verdict != "not_yet" else "measuring"
    if improvement.state in WAITING and improvement.state != state:
        moved(session, improvement, state, by=by, at=at)
    session.flush()
    return found


def measure_next(session: Session, *, at: datetime, most: int = 50) -> int:
    """The clock measures what is due, once, and tells owner and sponsor; returns how many were measured.

    Late is as good as on the day: the windows are days that were fixed before. Where the causes of too many tickets
    are not known, it says so and looks again a week later.
    """
    today = local_day_of(at, company_zone(session))
    chosen = select(Improvement).where(
        Improvement.state.in_(WAITING), Improvement.driver_id.is_not(None), Improvement.live_on.is_not(None),
        Improvement.baseline_from.is_not(None), Improvement.baseline_to.is_not(None),
    )  # fmt: skip
    due = [one.id for one in session.scalars(chosen.order_by(Improvement.id)) if _is_due(one, today)][:most]
    return sum(_measured_by_the_clock(session, improvement_id, today, at) for improvement_id in due)


def _measured_by_the_clock(session: Session, improvement_id: int, today: date, at: datetime) -> bool:
    improvement = queries.locked(session, improvement_id)
    if improvement.state not in WAITING or not _is_due(improvement, today):
        return False  # another clock was here, or it was put away meanwhile
    before = session.scalars(
        select(Measurement.verdict)
        .where(Measurement.improvement_id == improvement_id)
        .order_by(Measurement.id.desc())
        .limit(1)
    ).first()
    found = measure(session, improvement, at)
    improvement.looked_on = today
    if found.verdict != "not_yet" or before != "not_yet":
        _tell(session, improvement, found, at)
    return True


def _tell(session: Session, improvement: Improvement, found: Measurement, at: datetime) -> None:
    """Its owner and its sponsor, each once; who left is stood in for when it is sent."""
    for user_id in dict.fromkeys((improvement.owner_id, improvement.sponsor_id, improvement.raised_by_id)):
        if user_id is not None:
            outbox.enqueue(
                session, kind=MEASURED, subject=f"measurement:{found.id}", step=user_id, via="slack",
                recipient=f"user:{user_id}", at=at,
            )  # fmt: skip


def _is_due(improvement: Improvement, today: date) -> bool:
    first, end, live = improvement.baseline_from, improvement.baseline_to, improvement.live_on
    if first is None or end is None or live is None:
        return False
    earliest = measurable_from(first, end, live, improvement.washout_days)
    day = max(earliest, improvement.measure_on or earliest)
    seen = improvement.looked_on
    return day <= today and (seen is None or seen < day or seen + LOOKS_AGAIN_AFTER <= today)
