"""A generated row for every table of a database, whatever revision it is at."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, insert, select
from sqlalchemy.types import JSON, Boolean, Date, DateTime, Float, Integer, LargeBinary, Text

VALUES: tuple[tuple[type, Any], ...] = (
    (Boolean, True),
    (DateTime, datetime(2026, 3, 10, 9, 0)),
    (Date, date(2026, 3, 10)),
    (Float, 1.5),
    (Integer, 1),
    (LargeBinary, b"bytes"),
    (JSON, {"a": 1}),
    (Text, "text"),
)
RULED = {
    "survey.metric": "nps",
    "calendar_hours.closes_at": 780,
    "calendar_day.closes_at": 780,
}
"""Columns whose values a constraint decides."""


def tables_of(connection: Connection) -> list[Table]:
    """The tables as they are in the database, parents first."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def fill(connection: Connection) -> dict[str, int]:
    """Put one row into every table; returns how many each holds."""
    tables = tables_of(connection)
    for table in tables:
        connection.execute(insert(table).values(_row(table)))
    return counts(connection)


def counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in tables_of(connection)
    }


def _row(table: Table) -> dict[str, Any]:
    """A value for every column; a row that could point to itself points nowhere."""
    return {
        column.name: None
        if any(key.column.table is table for key in column.foreign_keys)
        else RULED.get(f"{table.name}.{column.name}", _value(column.type))
        for column in table.columns
    }


def _value(kind: Any) -> Any:
    return next(value for known, value in VALUES if isinstance(kind, known))
