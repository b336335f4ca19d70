"""How often a program calls: counted in the database, in blocks, so that a call seldom costs a write."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, text
from sqlalchemy.orm import Session

from cxloop.database import UTCDateTime
from cxloop.people.programs import CallCount

BLOCKS_A_MINUTE = 100
KEPT_FOR = timedelta(hours=1)


def block_of(limit: int) -> int:
    """How many calls are reserved at once: a hundredth of the limit, so that nobody loses more than that."""
    return max(1, limit // BLOCKS_A_MINUTE)


def minute_of(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def reserve(session: Session, counted: str, at: datetime, limit: int) -> tuple[int, int]:
    """Reserve the next calls of this minute for one process.

    Returns:
        (calls granted, 0 when the minute is used up; calls left in the minute after them).
    """
    row = _row(session, counted, minute_of(at))
    granted = min(block_of(limit), max(0, limit - row.calls))
    row.calls += granted
    session.flush()
    return granted, limit - row.calls


def forget(session: Session, at: datetime) -> None:
    """Minutes that are over count for nothing."""
    session.execute(delete(CallCount).where(CallCount.minute < minute_of(at) - KEPT_FOR))


_BEGIN = text(
    "INSERT INTO call_count (counted, minute, calls) VALUES (:counted, :minute, 0) ON CONFLICT DO NOTHING"
).bindparams(bindparam("minute", type_=UTCDateTime()))


def _row(session: Session, counted: str, minute: datetime) -> CallCount:
    """The counter, locked; two processes may begin the minute at once."""
    session.execute(_BEGIN, {"counted": counted, "minute": minute})
    return session.get_one(CallCount, (counted, minute), with_for_update=True, populate_existing=True)
