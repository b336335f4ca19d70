"""Old answers that a pull brings: kept and counted, but too late for somebody to call about them.

The terms of a pull stay with each call it kept, so an answer that is read or replayed later is judged as on that day.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.responses.inbound.models import Hook, InboundEvent

CHOICE = "pull_backfill_days"
"""In a source's choices: how many days old an answer may be; None switches it off, and without it USUAL_DAYS hold."""
USUAL_DAYS = 30
MARK = "cxloop-backfill-days"
"""Among the headers of a pulled call. No caller can send it: of theirs only a platform's own are kept."""


def days_of(hook: Hook) -> int | None:
    """Older answers that a pull of this source brings open no ticket; None: all of them may."""
    chosen = (hook.mapping or {}).get(CHOICE, USUAL_DAYS)
    return chosen if isinstance(chosen, int) else None


def marked(days: int | None) -> dict[str, str]:
    """The headers of a call that a pull keeps under these terms."""
    return {} if days is None else {MARK: str(days)}


def terms_of(headers: Mapping[str, object] | None) -> int | None:
    """The days under which a call was pulled; None for a call of a platform."""
    days = (headers or {}).get(MARK)
    return int(days) if isinstance(days, str) and days.isdecimal() else None


def pulled_under(session: Session, source_id: int, received_at: datetime) -> int | None:
    """The terms of the pull that brought an answer, by when it was received."""
    at = (InboundEvent.source_id == source_id) & (InboundEvent.received_at == received_at)
    found = (terms_of(headers) for headers in session.scalars(select(InboundEvent.headers).where(at)))
    return next((days for days in found if days is not None), None)
