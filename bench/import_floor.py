"""The floors of the import: the rows it wrote, read back and in memory, given to the bare driver in one transaction.

`responses` writes the answers alone into a table with the same columns and indexes (foreign keys not enforced, for
there is nobody to refer to); `everything` writes every row of every table the import filled, foreign keys enforced.
SQLite: `executemany` with the product's pragmas. PostgreSQL: COPY.
"""

import sqlite3
import sys
from pathlib import Path
from typing import Any

import psycopg

from bench import databases
from bench.timing import measured
from cxloop.database import BUSY_MILLISECONDS, Base

PRAGMAS = (
    "journal_mode = WAL",
    f"busy_timeout = {BUSY_MILLISECONDS}",
    "synchronous = FULL",
    "cache_size = -32000",
)
LEFT_OUT = {"upload_chunk", "import_job"}
"""Bytes of the file on their way through, and the ledger's one row."""

Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


def sqlite_rows(source: str, which: str) -> Rows:
    """Every table's columns and rows, each after the tables it refers to."""
    with sqlite3.connect(source) as connection:
        return {name: _read(connection, name) for name in _tables(which)}


def postgres_rows(source: str, which: str) -> Rows:
    with psycopg.connect(source) as connection:
        return {name: _read(connection, name) for name in _tables(which)}


def _tables(which: str) -> list[str]:
    if which == "responses":
        return ["response"]
    return [table.name for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]


def _read(connection: Any, name: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    columns = [column.name for column in Base.metadata.tables[name].c]
    named = ", ".join(f'"{column}"' for column in columns)
    rows = connection.execute(f'SELECT {named} FROM "{name}"').fetchall()
    places = [place for place, column in enumerate(columns) if (name, column) in {("response", "import_id")}]
    return columns, [tuple(None if at in places else value for at, value in enumerate(row)) for row in rows]


def write_sqlite(path: Path, rows: Rows, *, enforced: bool) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in (*PRAGMAS, f"foreign_keys = {'ON' if enforced else 'OFF'}"):
        connection.execute(f"PRAGMA {pragma}")
    with measured(rows=sum(len(found) for _, found in rows.values())):
        connection.execute("BEGIN IMMEDIATE")
        for name, (columns, found) in rows.items():
            named, marks = ", ".join(f'"{column}"' for column in columns), ", ".join("?" * len(columns))
            connection.executemany(f'INSERT INTO "{name}" ({named}) VALUES ({marks})', found)
        connection.execute("COMMIT")


def write_postgres(url: str, rows: Rows, *, enforced: bool) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        if not enforced:
            connection.execute("SET session_replication_role = replica")
        with measured(rows=sum(len(found) for _, found in rows.values())), connection.transaction():
            for name, (columns, found) in rows.items():
                named = ", ".join(f'"{column}"' for column in columns)
                with (
                    connection.cursor() as cursor,
                    cursor.copy(f'COPY "{name}" ({named}) FROM STDIN') as copy,
                ):
                    for row in found:
                        copy.write_row(
                            [psycopg.types.json.Json(v) if isinstance(v, dict) else v for v in row]
                        )


def main(which: str, source: str, target: str, var: str) -> None:
    """`source` is the database an import filled, `target` an empty one with the same tables."""
    databases.app(target, Path(var))  # knows every table
    if target.startswith("sqlite"):
        write = (
            write_sqlite,
            Path(target.removeprefix("sqlite:///")),
            sqlite_rows(source.removeprefix("sqlite:///"), which),
        )
    else:
        write = write_postgres, target, postgres_rows(source, which)  # type: ignore[assignment]  # one of two writers
    function, place, rows = write
    function(place, rows, enforced=which == "everything")  # type: ignore[arg-type]  # one of two writers


if __name__ == "__main__":
    main(*sys.argv[1:])
