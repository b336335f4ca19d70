"""Reading what survey platforms sent: batch by batch, and alone where a batch fails."""

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from cxloop.clock import now
from cxloop.crashpoints import reach
from cxloop.database import db, unit_of_work
from cxloop.loop import listen

log = structlog.get_logger()


def read_inbox() -> int:
    """Read every call that waits; returns how many those were. Where a batch fails, each of its calls is read alone."""
    total = 0
    while count := _read_batch():
        total += count
        reach("inbox_after_commit")
    return total


def _read_batch() -> int:
    def work() -> int:
        count = listen.read_next_calls(db.session(), at=now())
        reach("inbox_before_commit")
        return count

    try:
        return unit_of_work(work)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.warning("inbox_batch_not_read", kind=type(error).__name__)
        return _read_alone()


def _read_alone() -> int:
    """As many as a batch holds, so that one that breaks us is set aside, and the others are read."""
    return sum(
        unit_of_work(lambda: listen.read_one_call(db.session(), at=now()))
        for _ in range(listen.CALLS_A_BATCH)
    )
