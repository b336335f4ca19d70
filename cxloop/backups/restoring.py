"""Restoring into an empty installation. What was on its way out then is not sent a second time."""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect, make_url, text
from sqlalchemy.exc import DBAPIError

from cxloop.backups import copying, shape
from cxloop.backups.archive import verified
from cxloop.backups.making import fingerprint
from cxloop.backups.manifest import DATABASE, BadBackup, Manifest
from cxloop.config import Settings

VERSION = ("table", "alembic_version")
Migrate = Callable[[Settings, str], object]
NOT_AGAIN = (
    "UPDATE alert SET state = 'pending', in_doubt = true, lease_until = NULL, lease_token = NULL,"
    " first_tried_at = coalesce(first_tried_at, created_at) WHERE state IN ('pending', 'sending') AND via = 'slack'",
    "UPDATE alert SET state = 'dead', last_error = 'restored', lease_until = NULL, lease_token = NULL"
    " WHERE state IN ('pending', 'sending') AND via <> 'slack'",
)
"""Slack is looked at before it is told again; a letter cannot be looked for, so a person decides about it."""


OF_PEOPLE = ("users", "survey", "contact", "account", "response", "ticket", "audit_event")
"""With a row in none of these, an installation has only looked at itself: its heart has beaten, its letters' pace."""


class NotRestored(Exception):
    """It cannot be restored here; nothing was changed. The message says why and what to do."""


def restored(
    settings: Settings, path: Path, migrate: Migrate, *, known: Collection[str], other_key: bool = False
) -> Manifest:
    """Restore a backup into a database without anything in it, then bring it to this code's revision.

    `known` are the revisions this code has.

    Raises:
        BadBackup: the file is not whole.
        NotRestored
    """
    url = make_url(settings.database_url)
    beside = Path(url.database or ".").absolute().parent if url.drivername == "sqlite" else None
    if beside:
        beside.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=beside, prefix=".restore-") as name:
        manifest = verified(path, Path(name))
        engine = create_engine(url, poolclass=NullPool)
        try:
            if manifest.revision not in known:
                raise NotRestored(
                    f"It is at revision {manifest.revision}, which this code does not have: bring the newer code."
                )
            _refuse(settings, manifest, engine, other_key=other_key)
            if manifest.engine == "sqlite":
                ours = _our_shape(settings, Path(name), migrate, manifest.revision)
                _put_file(Path(name) / DATABASE, Path(str(url.database)), manifest, ours)
            else:
                migrate(settings, manifest.revision)
                _put_tables(engine, manifest, Path(name))
        finally:
            engine.dispose()
    migrate(settings, "head")
    return manifest


def _refuse(settings: Settings, manifest: Manifest, engine: Engine, *, other_key: bool) -> None:
    ours = "sqlite" if engine.dialect.name == "sqlite" else "postgresql"
    if manifest.engine != ours:
        raise NotRestored(
            f"The backup is of {manifest.engine}, and CXLOOP_DATABASE_URL names a {ours} database."
        )
    if manifest.key_fingerprint != fingerprint(settings.secret_key) and not other_key:
        raise NotRestored(
            "It was made under another secret key: sessions, letters' links and what is sealed would not open. "
            "Put back that key (CXLOOP_SECRET_KEY, or secret.key), or say --other-key."
        )
    with engine.connect() as connection:
        if full := _first_with_rows(connection):
            raise NotRestored(
                f"The database has something in it already (table {full}), and is not overwritten. "
                "Name an empty one, or move this one away."
            )


def _first_with_rows(connection: Connection) -> str | None:
    there = set(inspect(connection).get_table_names())
    for table in OF_PEOPLE:
        if table in there and connection.execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first():  # noqa: S608 - ours
            return table
    return None


def _our_shape(settings: Settings, folder: Path, migrate: Migrate, revision: str) -> shape.Shape:
    """What our own migrations make at this revision."""
    path = folder / "ours.sqlite3"
    migrate(replace(settings, database_url=f"sqlite:///{path}"), revision)
    return shape.of_file(path)


def _put_file(found: Path, target: Path, manifest: Manifest, ours: shape.Shape) -> None:
    """The file takes the place of the empty one; left-over logs of that one go."""
    try:
        with closing(sqlite3.connect(found)) as database:
            look_through(database, manifest, ours)
            for statement in NOT_AGAIN:
                database.execute(statement)
            database.commit()
    except sqlite3.Error as error:
        raise BadBackup(f"the database in it is damaged: {error}") from None
    for ending in ("-wal", "-shm", "-journal"):
        Path(f"{target}{ending}").unlink(missing_ok=True)
    found.chmod(0o600)
    copying.safe_on_disk(found)
    os.replace(found, target)
    copying.safe_on_disk(target.absolute().parent)


def look_through(database: sqlite3.Connection, manifest: Manifest, ours: shape.Shape) -> None:
    """Nothing in it runs or is kept that is not ours, and everything is there."""
    if wrong := shape.difference(shape.of(database), ours):
        raise BadBackup(wrong)
    if (whole := database.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
        raise BadBackup(f"the database in it is damaged: {whole}")
    if stray := database.execute("PRAGMA foreign_key_check").fetchone():
        raise BadBackup(f"the table {stray[0]} names rows of {stray[2]} that are not there")
    if database.execute("SELECT version_num FROM alembic_version").fetchall() != [(manifest.revision,)]:
        raise BadBackup("its database is at another revision than its manifest says")
    if {("table", table) for table in manifest.rows} != {one for one in ours if one[0] == "table"} - {
        VERSION
    }:
        raise BadBackup("its manifest names other tables than it holds")
    for table, rows in manifest.rows.items():
        if database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] != rows:  # noqa: S608 - one of ours
            raise BadBackup(f"the table {table} has not the {rows} rows its manifest says")


def _put_tables(engine: Engine, manifest: Manifest, folder: Path) -> None:
    """All of it or nothing, into the tables our migrations made."""
    with engine.connect() as connection:
        there = {
            table: copying.columns_of(connection, table) for table in inspect(connection).get_table_names()
        }
    for table, columns in manifest.columns.items():
        if table not in there or table == VERSION[1] or set(columns) != set(there[table]):
            raise BadBackup(f"its table {table} is not as our migrations make it")
    try:
        with engine.begin() as connection:
            _fill(connection, manifest, folder)
    except (psycopg.Error, DBAPIError) as error:
        said = f"{error.orig if isinstance(error, DBAPIError) else error}".splitlines()[0]
        raise BadBackup(f"what is in it does not fit into our tables ({said[:200]})") from None


def _fill(connection: Connection, manifest: Manifest, folder: Path) -> None:
    for table in reversed(list(manifest.columns)):
        if connection.execute(text(f'SELECT 1 FROM "{table}" LIMIT 1')).first():  # noqa: S608 - one of ours
            connection.execute(text(f'DELETE FROM "{table}"'))  # noqa: S608
    for table, columns in manifest.columns.items():
        copying.put_in(connection, table, columns, folder / f"{table}.copy")
        rows = connection.scalar(text(f'SELECT count(*) FROM "{table}"'))  # noqa: S608
        if rows != manifest.rows[table]:
            raise BadBackup(f"the table {table} has not the {manifest.rows[table]} rows its manifest says")
    for statement in NOT_AGAIN:
        connection.execute(text(statement))
