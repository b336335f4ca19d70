"""Telling somebody that tickets are theirs now: one alert for one act, however many tickets it gave."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.wording import HANDED_OVER
from cxloop.database import bulk
from cxloop.tickets.changes import subject
from cxloop.tickets.models import Assignment


def tell_new_owner(
    session: Session, ticket_ids: Collection[int], *, owner_id: int, by_id: int | None, at: datetime
) -> bool:
    """Write the alert of one hand-over, in the unit of work that wrote its assignments.

    Whoever takes tickets for themselves is not told. What is no longer theirs when the alert is sent is left out.

    Returns:
        whether there was somebody to tell who did not know.
    """
    if owner_id == by_id or not ticket_ids:
        return False
    numbers = sorted(set(ticket_ids))
    given = select(func.max(Assignment.id)).where(
        bulk.among(session, Assignment.ticket_id, numbers), Assignment.owner_id == owner_id
    )
    return outbox.enqueue(
        session,
        kind=HANDED_OVER,
        subject=subject(numbers[0]) if len(numbers) == 1 else f"user:{owner_id}",
        via="slack",
        recipient=f"user:{owner_id}",
        at=at,
        step=session.scalar(given) or 0,
        facts={"tickets": numbers, "by": by_id},
    )
