"""Tables of PostgreSQL in and out by COPY, and files that survive a power cut."""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

PIECE = 1024 * 1024


def columns_of(connection: Connection, table: str) -> list[str]:
    return [str(column["name"]) for column in connection.dialect.get_columns(connection, table)]


def take_out(connection: Connection, table: str, columns: list[str], target: Path) -> int:
    """Write a table's rows; how many."""
    statement = f'COPY "{table}" ({_listed(columns)}) TO STDOUT'
    rows = 0
    with target.open("wb") as file, _cursor(connection) as cursor, cursor.copy(statement) as copy:
        for piece in copy:
            file.write(piece)
            rows += 1
    return rows


def put_in(connection: Connection, table: str, columns: list[str], source: Path) -> None:
    """Read rows into an empty table, and let its counter go on behind them."""
    statement = f'COPY "{table}" ({_listed(columns)}) FROM STDIN'
    with source.open("rb") as file, _cursor(connection) as cursor, cursor.copy(statement) as copy:
        while piece := file.read(PIECE):
            copy.write(piece)
    if "id" in columns and (counter := _counter(connection, table)):
        highest = f'SELECT setval(:counter, coalesce(max(id), 0) + 1, false) FROM "{table}"'  # noqa: S608 - our names
        connection.execute(text(highest), {"counter": counter})


def safe_on_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _counter(connection: Connection, table: str) -> str | None:
    found: str | None = connection.scalar(
        text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": f'"{table}"'}
    )
    return found


def _cursor(connection: Connection) -> Any:
    return connection.connection.cursor()


def _listed(columns: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
