"""Making a backup while everything runs: a copy of one moment of SQLite, or one snapshot of PostgreSQL by tables."""

import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from cxloop.backups import copying
from cxloop.backups.archive import Writing, writing
from cxloop.backups.manifest import DATABASE, Manifest
from cxloop.config import Settings
from cxloop.database import Base, db, is_postgresql
from cxloop.secrets import derived
from cxloop.settings import file

PURPOSE = "backup"


def fingerprint(secret_key: str) -> str:
    """Tells one secret key from another, and nothing of what it is."""
    return derived(secret_key, PURPOSE).hex()[:32]


def made(settings: Settings, path: Path, at: datetime) -> Manifest:
    """Write a backup to a path beside which there is room for it; it has its name only when it is whole.

    Needs the application's context.

    Raises:
        FileExistsError: something is there already.
    """
    if path.exists():
        raise FileExistsError(path)
    with tempfile.TemporaryDirectory(dir=path.absolute().parent, prefix=".backup-") as name:
        folder, unfinished = Path(name), Path(name) / "unfinished.tar"
        kept = fingerprint(settings.secret_key)
        with writing(unfinished) as archive:
            told = (_tables if is_postgresql(db.session) else _sqlite)(archive, folder)
            manifest = Manifest(**told, made_at=at.isoformat(), key_fingerprint=kept, members=archive.members)
            archive.finish(manifest)
        unfinished.chmod(0o600)
        copying.safe_on_disk(unfinished)
        unfinished.rename(path)
        copying.safe_on_disk(path.absolute().parent)
    return manifest


def _sqlite(archive: Writing, folder: Path) -> dict[str, Any]:
    """A copy as of one moment, however much is written meanwhile: it reads the log it began with to its end."""
    target, source = folder / DATABASE, str(db.engine.url.database)
    with closing(sqlite3.connect(source)) as reader:
        reader.execute("VACUUM INTO ?", [str(target)])
    with closing(sqlite3.connect(target)) as copy:
        rows = {table: _count(copy, table) for table in _tables_in(copy)}
        revision = copy.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    archive.add(DATABASE, target)
    return {
        "engine": "sqlite", "revision": revision, "rows": rows, "columns": {},
        "settings": file.document(db.session()),
    }  # fmt: skip


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608 - its own names


def _tables_in(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return sorted(name for (name,) in found if name != "alembic_version")


def _tables(archive: Writing, folder: Path) -> dict[str, Any]:
    """Every table as PostgreSQL's COPY writes it, all of one snapshot."""
    rows, columns = dict[str, int](), dict[str, list[str]]()
    with (
        db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection,
        connection.begin(),
    ):
        connection.execute(text("SET TRANSACTION READ ONLY"))
        revision = MigrationContext.configure(connection).get_current_revision()
        for table in _in_order(connection):
            columns[table] = copying.columns_of(connection, table)
            target = folder / f"{table}.copy"
            rows[table] = copying.take_out(connection, table, columns[table], target)
            archive.add(target.name, target, rows[table])
            target.unlink()
    return {
        "engine": "postgresql", "revision": revision, "rows": rows, "columns": columns,
        "settings": file.document(db.session()),
    }  # fmt: skip


def _in_order(connection: Connection) -> list[str]:
    """Our tables that are there, each after those it names."""
    there = set(connection.dialect.get_table_names(connection))
    return [table.name for table in Base.metadata.sorted_tables if table.name in there]
