"""The database: its base class, its moments, and the one way to write, the unit of work."""

import random
import time
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Engine, Integer, MetaData, Text, event
from sqlalchemy import text as sql
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, MappedColumn, Session, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from cxloop.database.driver import execute_once
from cxloop.database.sessions import OneDatabaseSession
from cxloop.database.turns import turn

T = TypeVar("T")
DataClass = Literal["none", "personal", "free_text", "secret"]

MOST_TRIES = 5
BUSY_MILLISECONDS = 5000
CACHE_KILOBYTES = 32_000
LOG_PAGES = 1_000
"""SQLite's own default: the writer who finds so many pages in the log copies them into the file."""
RETRYABLE_STATES = {
    "40001",  # serialization failure
    "40P01",  # deadlock
    "55P03",  # lock not available
    "23505",  # unique violation: another writer made the same row; run again, the unit finds it
}

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database; a naive one is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


Id = BigInteger().with_variant(Integer, "sqlite")
IN_BYTES = Text().with_variant(Text(collation="C"), "postgresql")
"""Sorted by code point on both engines, so that everything that begins with a word lies together."""


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UTCDateTime, dict[str, Any]: JSON, list[Any]: JSON},
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "class_": OneDatabaseSession})

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def key() -> MappedColumn[int]:
    """A primary key that both engines count up by themselves."""
    return mapped_column(Id, primary_key=True, autoincrement=True)


def text(data_class: DataClass, **options: Any) -> MappedColumn[Any]:
    """A text column that says what it may hold.

    `none`: codes and our own words. `personal`: identifies somebody. `free_text`: what a person wrote, which may
    name anybody. `secret`: a hash or a token. A column without a class fails a test.
    """
    return mapped_column(Text, info={"class": data_class}, **options)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    if type(connection).__module__.split(".")[0] != "sqlite3":
        return
    connection.isolation_level = None  # we say BEGIN ourselves, below
    for pragma in (
        "journal_mode = WAL",
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "synchronous = FULL",
        f"cache_size = -{CACHE_KILOBYTES}",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        options = connection.get_execution_options()
        if options.get("writes", False):
            patience = options.get("patience", BUSY_MILLISECONDS)
            if connection.info.get("patience", BUSY_MILLISECONDS) != patience:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience}")
                connection.info["patience"] = patience
            log_pages = 0 if options.get("leaves_log", False) else LOG_PAGES
            if connection.info.get("log_pages", LOG_PAGES) != log_pages:
                connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint = {log_pages}")
                connection.info["log_pages"] = log_pages
            execute_once(connection, "BEGIN IMMEDIATE", ())
        else:  # past the layers that look at each statement: every request begins by this one
            connection.connection.cursor().execute("BEGIN")


class NetworkInsideUnit(RuntimeError):
    """Somebody called an outside service while holding the database: a slow peer would stop every writer."""


_inside: ContextVar[bool] = ContextVar("inside_unit_of_work", default=False)


def forbid_network_inside_unit() -> None:
    """Every door to an outside service calls this first."""
    if _inside.get():
        raise NetworkInsideUnit("no network call inside a unit of work")


def inside_unit() -> bool:
    return _inside.get()


_first: ContextVar[Callable[[], None] | None] = ContextVar("with_the_first_unit", default=None)


def with_first_unit(claim: Callable[[], None] | None) -> bool:
    """Run `claim` at the beginning of the next unit of work, in its transaction, until one of them is committed.

    What it raises takes the unit back. Whoever sets a claim takes it away again with None, for threads are used again;
    the answer then says whether it was still waiting.
    """
    was_waiting = _first.get() is not None
    _first.set(claim)
    return was_waiting


def unit_of_work(work: Callable[[], T], patience: int | None = None, *, leaves_log: bool = False) -> T:
    """Run `work` in one write transaction and commit it; all or nothing.

    The whole unit is run again, at most five times, when the engine says that another writer was in the way, so
    `work` must load what it changes itself and have no effect outside the database. Somebody who has to answer soon
    gives its `patience` in milliseconds: then it waits for other writers only so long, and is run once. Who
    `leaves_log` calls `copy_log` after it.
    """
    if _inside.get():
        return work()
    session = db.session
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("something was changed outside a unit of work")
    token = _inside.set(True)
    try:
        for attempt in range(1, MOST_TRIES + 1):
            try:
                return _in_one_transaction(session, work, patience, leaves_log)
            except DBAPIError as error:
                if attempt == MOST_TRIES or patience or not _another_writer(error):
                    raise
                time.sleep(random.uniform(0.01, 0.05) * 2**attempt)
        raise AssertionError("unreachable")
    finally:
        _inside.reset(token)


def _in_one_transaction(session: Any, work: Callable[[], T], patience: int | None, leaves_log: bool) -> T:
    """Run and commit `work`, or take all of it back."""
    waits = patience or BUSY_MILLISECONDS
    session.rollback()
    with turn(_sqlite_file(session), waits / 1000):
        try:
            options = {"writes": True, "patience": waits, "leaves_log": leaves_log}
            session.connection(execution_options=options)
            if patience and is_postgresql(session):
                session.execute(sql(f"SET LOCAL lock_timeout = {int(patience)}"))
            if claim := _first.get():
                claim()
            result = work()
            session.commit()
            _first.set(None)
        except BaseException:
            session.rollback()
            raise
        return result


def copy_log() -> None:
    """Copy SQLite's log into its file while others read and write; on PostgreSQL nothing.

    A commit that finds the log long does it on its own time, but holds all other writers up meanwhile.
    """
    session = db.session
    session.rollback()
    if _sqlite_file(session) in (None, "", ":memory:"):
        return
    connection = session.get_bind().engine.raw_connection()
    try:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    finally:
        connection.close()


def _sqlite_file(session: Session | Any) -> str | None:
    """The file this session writes to; None on a server."""
    bind = session.get_bind()
    return bind.engine.url.database if bind.dialect.name == "sqlite" else None


def _another_writer(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    return state in RETRYABLE_STATES or "database is locked" in str(error.orig)


def is_postgresql(session: Session | Any) -> bool:
    return bool(session.get_bind().dialect.name == "postgresql")


def in_pieces(values: Iterable[T], size: int = 5000) -> Iterator[list[T]]:
    """Values in lists short enough for one IN (...) on both engines."""
    rest = iter(values)
    while piece := list(islice(rest, size)):
        yield piece
