"""What has to be true for cxloop to be ready. Each check says a word for people and whether all is well."""

import contextlib
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import delete, insert, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from cxloop.alerts import heartbeat, outbox
from cxloop.alerts.heartbeat import Heartbeat
from cxloop.config import Settings
from cxloop.database import is_postgresql

WRITE_WITHIN = 1.0
LEAST_FREE_BYTES = 100 * 1024 * 1024
PROBE, LONG_AGO = "probe", datetime(2000, 1, 1, tzinfo=UTC)
MIGRATIONS = Path(__file__).parents[3] / "migrations"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at; `found` is a short fact without personal data."""

    name: str
    is_well: bool
    found: str


def all_checks(session: Session, settings: Settings, at: datetime) -> list[Check]:
    """Every check; when the database cannot be written, only what needs no database is looked at after it."""
    database = _guarded(session, "database", lambda: _database(session))
    checks = [database, _disk(settings)]
    if database.is_well:
        checks += [
            _guarded(session, "schema", lambda: _schema(session)),
            _guarded(session, "worker", lambda: _worker(session, at)),
            _guarded(session, "alerts", lambda: _alerts(session, at)),
        ]
    return checks


def _guarded(session: Session, name: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except SQLAlchemyError as error:
        with contextlib.suppress(SQLAlchemyError):
            session.rollback()
        return Check(name, False, type(error).__name__)


def _database(session: Session) -> Check:
    """Write a row, take it away again and commit: a real write to the disk that leaves nothing behind."""
    began = time.monotonic()
    session.rollback()
    with _patience(session, int(1000 * WRITE_WITHIN)):
        session.execute(delete(Heartbeat).where(Heartbeat.name == PROBE))
        session.execute(insert(Heartbeat).values(name=PROBE, at=LONG_AGO))
        session.execute(delete(Heartbeat).where(Heartbeat.name == PROBE))
    session.commit()
    took = time.monotonic() - began
    return Check("database", took <= WRITE_WITHIN, f"written in {1000 * took:.0f} ms")


@contextlib.contextmanager
def _patience(session: Session, milliseconds: int) -> Iterator[None]:
    """Inside, a statement waits no longer than that for other writers."""
    if is_postgresql(session):
        session.execute(text(f"SET LOCAL statement_timeout = {milliseconds}"))
        yield
        return
    connection: Any = session.connection().connection.dbapi_connection
    before = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
    try:
        yield
    finally:  # on this very connection: after a rollback it is back in the pool
        connection.execute(f"PRAGMA busy_timeout = {before}")


def _schema(session: Session) -> Check:
    here = MigrationContext.configure(session.connection()).get_current_revision()
    session.rollback()
    expected = newest_revision()
    return Check("schema", here == expected, f"{here or 'none'}, expected {expected or 'none'}")


@cache
def newest_revision() -> str | None:
    """The revision this code expects the database to be at."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _worker(session: Session, at: datetime) -> Check:
    last = heartbeat.last_beat(session)
    found = f"{(at - last).total_seconds():.0f} s ago" if last else "never"
    return Check("worker", not heartbeat.is_dead(last, at), found)


def _alerts(session: Session, at: datetime) -> Check:
    late = outbox.undelivered(session, at)
    oldest = f", oldest {(at - late.oldest_at).total_seconds():.0f} s" if late.oldest_at else ""
    return Check("alerts", late.late == 0, f"{late.late} late{oldest}")


def _disk(settings: Settings) -> Check:
    folder = settings.var if settings.var.exists() else settings.var.parent
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Check("disk", False, type(error).__name__)
    return Check("disk", free >= LEAST_FREE_BYTES, f"{free // 1024**2} MB free")
