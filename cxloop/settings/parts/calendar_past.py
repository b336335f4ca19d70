"""What another calendar would have made of the promises of a while."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from cxloop.calendars.models import Calendar
from cxloop.calendars.working_time import WorkingTime
from cxloop.language import marked as _
from cxloop.settings.consequences import Consequence
from cxloop.settings.parts.promised_past import Terms, promised_in, replay
from cxloop.tickets.models import Policy
from cxloop.tickets.policies import promise_of

NOTHING = _("No ticket of the last %(days)d days was promised in it.")


def counted_in(
    session: Session, key: str, today: WorkingTime, draft: WorkingTime, days: int, at: datetime
) -> Consequence:
    """The tickets opened in the last `days` in this calendar, promised again under both."""
    policies = {one.id: one for one in session.scalars(select(Policy))}

    def under(row: Row[Any]) -> tuple[Terms, Terms]:
        promise = promise_of(policies[row.policy_id], row.priority, row.opened_tier)
        return (promise, today), (promise, draft)

    return promised_in(replay(session, under, days, at, Calendar.key == key), days, NOTHING)
