"""The database: the unit of work, what columns are made of, and faster ways to write, ask and take turns.

Beside these names the parts are used by theirs: `bulk` (many rows at once), `prepared` (questions that never change),
`driver` (past the mapper), `turns` (one writer of a SQLite file at a time), `gathering` (many callers, one commit).
"""

from cxloop.database.base import (
    BUSY_MILLISECONDS,
    IN_BYTES,
    Base,
    Id,
    Model,
    NetworkInsideUnit,
    UTCDateTime,
    copy_log,
    db,
    forbid_network_inside_unit,
    in_pieces,
    inside_unit,
    is_postgresql,
    key,
    text,
    unit_of_work,
    with_first_unit,
)
from cxloop.database.zone import company_zone, local_day, local_day_of, one_zone

__all__ = [
    "BUSY_MILLISECONDS",
    "IN_BYTES",
    "Base",
    "Id",
    "Model",
    "NetworkInsideUnit",
    "UTCDateTime",
    "company_zone",
    "copy_log",
    "db",
    "forbid_network_inside_unit",
    "in_pieces",
    "inside_unit",
    "is_postgresql",
    "key",
    "local_day",
    "local_day_of",
    "one_zone",
    "text",
    "unit_of_work",
    "with_first_unit",
]
