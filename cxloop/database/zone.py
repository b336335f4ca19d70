"""The installation's time zone: days of reports are days of the company's clock, on both engines.

Who finds it travels with the engine (an execution option, set where the application is built), so that a room that has
a session knows it, nobody reads the settings twice, and days and clocks cannot follow two rules.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Date, event
from sqlalchemy.engine import Engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

ZONE = "zone"
"""The name of the engine's execution option: a function from a session to the zone."""


def company_zone(session: Session) -> tzinfo:
    """The zone whose midnights divide the days of every report; UTC where nobody has said any."""
    if ZONE in session.info:
        return cast("tzinfo", session.info[ZONE])
    find: Callable[[Session], tzinfo] | None = session.get_bind().get_execution_options().get(ZONE)
    return find(session) if find else UTC


@contextmanager
def one_zone(session: Session) -> Iterator[tzinfo]:
    """Inside, the zone is the one of its beginning: a page that asks in ten places reads it once."""
    session.info[ZONE] = found = company_zone(session)
    try:
        yield found
    finally:
        session.info.pop(ZONE, None)


def local_day_of(moment: datetime, zone: tzinfo) -> date:
    """The day on which that moment was on the zone's clocks."""
    return moment.astimezone(zone).date()


class local_day(FunctionElement[date]):  # noqa: N801 - reads as a function of SQL
    """local_day(moment, zone's name): as `local_day_of`, in SQL."""

    inherit_cache = True
    name = "local_day"
    type = Date()


@compiles(local_day, "sqlite")
def _sqlite(element: local_day, compiler: SQLCompiler, **options: Any) -> str:
    moment, zone = (compiler.process(clause, **options) for clause in element.clauses)
    return f"local_day({moment}, {zone})"


@compiles(local_day, "postgresql")
def _postgresql(element: local_day, compiler: SQLCompiler, **options: Any) -> str:
    moment, zone = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(timezone({zone}, timezone('UTC', {moment})) AS DATE)"


@event.listens_for(Engine, "connect")
def _teach_sqlite(connection: Any, _record: object) -> None:
    """SQLite knows no zones."""
    if type(connection).__module__.split(".")[0] == "sqlite3":
        connection.create_function("local_day", 2, _day_in, deterministic=True)


def _day_in(moment: str | None, name: str) -> str | None:
    if moment is None:
        return None
    stored = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return local_day_of(stored, _named(name)).isoformat()


@lru_cache
def _named(name: str) -> tzinfo:
    return UTC if name == "UTC" else ZoneInfo(name)
