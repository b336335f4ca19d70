"""Whether an error means that the database cannot be used now, and why: nobody's mistake, and it may be tried again."""

from typing import Literal

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

Why = Literal["full", "read_only", "busy", "away"]

BY_SQLITE: dict[int, Why] = {
    5: "busy",  # BUSY
    6: "busy",  # LOCKED
    8: "read_only",  # READONLY
    10: "read_only",  # IOERR
    13: "full",  # FULL
    14: "away",  # CANTOPEN
}
BY_STATE: dict[str, Why] = {
    "53100": "full",  # disk full
    "25006": "read_only",  # read only transaction
    "55P03": "busy",  # lock not available
    "57014": "busy",  # query cancelled by its time limit
    "40001": "busy",  # serialization failure
    "40P01": "busy",  # deadlock
    "53300": "busy",  # too many connections
}


def why_unavailable(error: Exception) -> Why | None:
    """Why the database cannot be used, or None when the error says something else."""
    if isinstance(error, PoolExhausted):
        return "busy"
    if not isinstance(error, DBAPIError):
        return None
    said = error.orig
    found = BY_SQLITE.get(getattr(said, "sqlite_errorcode", 0) & 0xFF)
    found = found or BY_STATE.get(getattr(said, "sqlstate", None) or "")
    is_lost = error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
    return found or ("away" if is_lost else None)
