"""The auditor's findings as people read them. Read only."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from cxloop.reports.models import Gap

DROPPED = ("answer_unheard", "answer_without_ticket", "complaint_swallowed")
"""Gaps that mean that a customer was not heard."""
REMEMBERED = timedelta(days=30)
MOST_SHOWN = 100


def open_gaps(session: Session) -> dict[str, int]:
    """How many gaps of each kind are not whole: what the auditor could not mend, or what came back."""
    rows = session.execute(select(Gap.kind, func.count()).where(Gap.gone_at.is_(None)).group_by(Gap.kind))
    return {row[0]: row[1] for row in rows}


def silent_drops(session: Session) -> int:
    """Answers that needed somebody, and of which nobody knows what became."""
    return sum(count for kind, count in open_gaps(session).items() if kind in DROPPED)


def newest(session: Session, at: datetime) -> Sequence[Gap]:
    """What is open, however old, then what the last thirty days found; the newest first."""
    recent = or_(Gap.gone_at.is_(None), Gap.found_at >= at - REMEMBERED)
    order = (Gap.gone_at.is_not(None), Gap.found_at.desc(), Gap.id.desc())
    return session.scalars(select(Gap).where(recent).order_by(*order).limit(MOST_SHOWN)).all()
