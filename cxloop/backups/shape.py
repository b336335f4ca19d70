"""What a SQLite file is made of, compared with what our migrations make: nothing of somebody else's comes in."""

import sqlite3
from pathlib import Path

Shape = dict[tuple[str, str], object]
"""By kind and name: a table's columns, and how everything else was written."""


def of(database: sqlite3.Connection) -> Shape:
    """
    Raises:
        sqlite3.Error: it is no database, or a damaged one.
    """
    database.execute("PRAGMA trusted_schema = OFF")
    found = database.execute(
        "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~'"
    )
    return {
        (kind, name): _columns(database, name, str(sql)) if kind == "table" else " ".join(str(sql).split())
        for kind, name, sql in found.fetchall()
    }


def of_file(path: Path) -> Shape:
    database = sqlite3.connect(path)
    try:
        return of(database)
    finally:
        database.close()


def difference(found: Shape, ours: Shape) -> str | None:
    """The first thing that is not as ours, by its name."""
    for kind, name in sorted(found.keys() | ours.keys()):
        if (kind, name) not in ours:
            return f"it holds the {kind} {name[:60]!r}, which is not ours"
        if (kind, name) not in found:
            return f"the {kind} {name} is missing"
        if found[kind, name] != ours[kind, name]:
            return f"the {kind} {name} is not as our migrations make it"
    return None


def _columns(database: sqlite3.Connection, table: str, sql: str) -> object:
    """Names and types; whether one is generated. A virtual table is never ours."""
    if not sql.upper().startswith("CREATE TABLE"):
        return sql
    found = database.execute("SELECT name, type, hidden FROM pragma_table_xinfo(?)", [table]).fetchall()
    return sorted((name, str(kind).upper(), hidden) for name, kind, hidden in found)
