"""Deciding about an improvement: order, reason and owner are asked here, so that every door asks the same."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.wording import DECIDED
from cxloop.database import company_zone, local_day_of
from cxloop.improvements.models import Decision, Improvement
from cxloop.improvements.planning import measurable_from, proposed
from cxloop.improvements.steering import refuse
from cxloop.people.company import company
from cxloop.people.models import User

TOLD_OF = ("triaged", "decided", "live", "archived")
"""What whoever raised it hears of."""


class ImprovementChanged(Exception):
    """Somebody else changed it since the page was opened."""


def decide(
    session: Session, improvement: Improvement, *, state: str, reason: str, by: User | None, at: datetime,
    live_on: date | None = None, seen_version: int | None = None,
) -> Decision:  # fmt: skip
    """Move it on, with the reason; going live sets the date unless one was set, and a plan where none was made.

    Raises:
        NotDecidable: the order, the reason or the owner is missing.
        ImprovementChanged: it has a newer version than the one the person saw.
    """
    refuse_unseen(improvement, seen_version)
    today = local_day_of(at, company_zone(session))
    refuse(
        improvement.state,
        state,
        reason,
        owner_id=improvement.owner_id,
        live_on=live_on,
        today=today,
        room=_room(session, at),
    )
    if state == "live":
        improvement.live_on = live_on or _gone_live(improvement.live_on, today)
        _plan(session, improvement)
    decision = moved(session, improvement, state, by=by, at=at, reason=reason)
    if state in TOLD_OF and improvement.raised_by_id not in (None, decision.by_id):
        outbox.enqueue(
            session, kind=DECIDED, subject=f"decision:{decision.id}", via="slack",
            recipient=f"user:{improvement.raised_by_id}", at=at,
        )  # fmt: skip
    return decision


def moved(
    session: Session, improvement: Improvement, state: str, *, by: User | None, at: datetime, reason: str = ""
) -> Decision:
    """It stands there now; the record says who and why."""
    improvement.state = state
    improvement.version += 1
    decision = Decision(
        improvement_id=improvement.id, by_id=by.id if by else None, at=at, state=state,
        reason=reason.strip() or None,
    )  # fmt: skip
    session.add(decision)
    session.flush()
    return decision


def refuse_unseen(improvement: Improvement, seen_version: int | None) -> None:
    """Nothing, when the person saw how it stands now.

    Raises:
        ImprovementChanged
    """
    if seen_version is not None and improvement.version != seen_version:
        raise ImprovementChanged


def _room(session: Session, at: datetime) -> bool:
    most = company(session, at).improvements_at_once
    under_way = select(func.count()).select_from(Improvement).where(Improvement.state == "doing")
    return most is None or (session.scalar(under_way) or 0) < most


def _gone_live(planned: date | None, today: date) -> date:
    return planned if planned and planned <= today else today


def _plan(session: Session, improvement: Improvement) -> None:
    """The time before and the day it is measured, where nobody has written any down; what stands is kept."""
    if improvement.driver_id is None or improvement.live_on is None:
        return
    washout = improvement.washout_days
    if improvement.baseline_from is None and improvement.baseline_to is None:
        raised_on = local_day_of(improvement.raised_at, company_zone(session))
        plan = proposed(min(raised_on, improvement.live_on), improvement.live_on, washout)
        improvement.baseline_from, improvement.baseline_to = plan.baseline_from, plan.baseline_to
    if improvement.measure_on is None and improvement.baseline_from and improvement.baseline_to:
        improvement.measure_on = measurable_from(
            improvement.baseline_from, improvement.baseline_to, improvement.live_on, washout
        )
