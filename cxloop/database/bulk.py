"""Thousands of rows at once, past the layers that look at each: numbers first, then one statement of the driver.

SQLite takes `executemany`, PostgreSQL COPY, or one INSERT when they are few. Values become what the columns' types
would store, and what a unit of work has pending is written before.
"""

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import repeat
from typing import Any, cast

from sqlalchemy import ARRAY, JSON, ColumnElement, Dialect, Table, any_, bindparam, func, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from cxloop.database.base import CACHE_KILOBYTES, Model, UTCDateTime, is_postgresql
from cxloop.database.driver import Question, errors_of, execute_many, execute_once

Store = Callable[[Any], Any]

FEW = 8
"""Rows for which COPY's three round trips cost more than an INSERT of all of them costs the server."""

_DRAWN = text(
    # asked for in brackets, the sequence's name is looked up once and not for every number
    "SELECT nextval((SELECT pg_get_serial_sequence(:name, 'id')::regclass)) FROM generate_series(1, :count)"
)


def numbers(session: Session, model: type[Model], count: int) -> Sequence[int]:
    """Ids for `count` new rows of this table, ascending; nobody else gets them.

    SQLite has one writer, and a unit of work is it from its beginning; PostgreSQL's sequence never repeats itself.
    """
    table = cast("Table", model.__table__)
    if is_postgresql(session):
        return sorted(session.scalars(_DRAWN, {"name": f'"{table.name}"', "count": count}))
    session.flush()
    connection = session.connection()
    ((newest,),) = _newest(table, connection.dialect).ask(connection)
    return range(newest + 1, newest + 1 + count)


def insert_all(
    session: Session, model: type[Model], rows: Sequence[Mapping[str, Any]], *, leave_known: bool = False
) -> None:
    """Insert rows that all name the same columns; `leave_known` passes over those that are there already."""
    if not rows:
        return
    if is_postgresql(session) and leave_known:
        session.flush()
        table = cast("Table", model.__table__)
        session.execute(postgresql.insert(table).on_conflict_do_nothing(), [dict(row) for row in rows])
        return
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    insert_columns(session, model, columns, leave_known=leave_known)


@dataclass(frozen=True, slots=True)
class Same:
    """A column of `insert_columns` that says the same in every row."""

    value: Any


def insert_columns(
    session: Session,
    model: type[Model],
    columns: Mapping[str, Sequence[Any] | Same],
    *,
    leave_known: bool = False,
) -> None:
    """Insert rows given column by column, which is faster than row by row; at least one column is no `Same`.

    `leave_known` is for SQLite alone.
    """
    session.flush()
    table = cast("Table", model.__table__)
    names = tuple(columns)
    connection = session.connection()
    count = next(len(column) for column in columns.values() if not isinstance(column, Same))
    stores = _stores(table, names, connection.dialect.name)
    values = zip(*map(_stored, columns.values(), stores, repeat(count)), strict=True)
    if is_postgresql(session) and count <= FEW:
        _insert_few(connection, table.name, names, list(values))
        return
    if is_postgresql(session):
        _copy(connection, f'COPY "{table.name}" ({_named(names)}) FROM STDIN', values)
        return
    execute_many(connection, _insertion(table.name, names, leave_known), list(values))


@contextmanager
def in_quantity(session: Session) -> Iterator[None]:
    """While hundreds of thousands of rows are written, batch after batch.

    SQLite copies its log into the database less often and keeps more of its indexes in memory; Python looks for
    cycles only when asked by `tidy`. Both are as before at the end.
    """
    gc.freeze()
    gc.disable()
    try:
        _tune(session, log_pages=16_000, cache_kilobytes=64_000)
        yield
    finally:
        gc.enable()
        gc.unfreeze()
        _tune(session, log_pages=1_000, cache_kilobytes=CACHE_KILOBYTES)


def tidy() -> None:
    """Between two batches: drop what the last one left behind in cycles."""
    gc.collect(0)


def _tune(session: Session, log_pages: int, cache_kilobytes: int) -> None:
    if not is_postgresql(session):
        connection = session.connection()
        connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint = {log_pages}")
        connection.exec_driver_sql(f"PRAGMA cache_size = -{cache_kilobytes}")
        session.rollback()


def _insert_few(
    connection: Connection, table: str, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    each = f"({', '.join(['%s'] * len(names))})"
    statement = f'INSERT INTO "{table}" ({_named(names)}) VALUES {", ".join([each] * len(rows))}'  # noqa: S608 - our own names
    execute_once(connection, statement, [value for row in rows for value in row])


def _copy(connection: Connection, statement: str, values: Iterable[tuple[Any, ...]]) -> None:
    cursor: Any = connection.connection.cursor()
    with errors_of(connection, statement), cursor, cursor.copy(statement) as copy:
        for row in values:
            copy.write_row(row)


def _stored(column: Sequence[Any] | Same, store: Store | None, count: int) -> Iterable[Any]:
    """As the driver wants it: most columns are stored as they are."""
    if isinstance(column, Same):
        return repeat(column.value if store is None else store(column.value), count)
    return column if store is None else _each_once(store, column)


def _each_once(store: Store, column: Sequence[Any]) -> Iterable[Any]:
    """A batch has few moments of its own: when it was heard, when it is due."""
    marks = list(map(id, column))
    known = dict(zip(marks, column, strict=True))
    if 2 * len(known) > len(column):
        return map(store, column)
    stored = {mark: store(value) for mark, value in known.items()}
    return map(stored.__getitem__, marks)


def among(session: Session, column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """`column IN values` as one bound list: the statement is the same however many there are.

    `values` are texts or whole numbers; there may be tens of thousands.
    """
    if is_postgresql(session):
        return cast("ColumnElement[bool]", column == any_(bindparam(None, list(values), ARRAY(column.type))))
    listed = func.json_each(json.dumps(list(values), ensure_ascii=False)).table_valued("value")
    return cast("ColumnElement[bool]", column.in_(select(listed.c.value)))


@lru_cache(maxsize=64)
def _newest(table: Table, dialect: Dialect) -> Question:
    return Question(select(func.coalesce(func.max(table.c.id), 0)), dialect)


@cache
def _insertion(table: str, names: tuple[str, ...], leave_known: bool) -> str:
    marks = ", ".join("?" * len(names))
    statement = f'INSERT INTO "{table}" ({_named(names)}) VALUES ({marks})'  # noqa: S608 - our own tables' names
    return f"{statement} ON CONFLICT DO NOTHING" if leave_known else statement


def _named(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


@lru_cache(maxsize=64)
def _stores(table: Table, names: tuple[str, ...], dialect: str) -> tuple[Store | None, ...]:
    moments = _as_text if dialect == "sqlite" else _without_zone
    by_type: tuple[tuple[type, Store], ...] = ((UTCDateTime, moments), (JSON, _as_json))
    return tuple(
        next((store for kind, store in by_type if isinstance(table.c[name].type, kind)), None)
        for name in names
    )


def _as_text(moment: datetime | None) -> str | None:
    """As SQLAlchemy keeps a moment in SQLite: UTC, with microseconds, without a zone."""
    if moment is None:
        return None
    at = moment if moment.tzinfo is UTC else _utc(moment)
    # half of what isoformat takes for an aware moment
    return "%04d-%02d-%02d %02d:%02d:%02d.%06d" % (  # noqa: UP031 - a third faster than an f-string
        at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond,
    )  # fmt: skip


def _without_zone(moment: datetime | None) -> datetime | None:
    return None if moment is None else _utc(moment).replace(tzinfo=None)


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be stored")
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def _as_json(value: Any) -> str | None:
    """A missing value is SQL's NULL where the column's type would store JSON's null: both are read as None."""
    return None if value is None else json.dumps(value)
