"""A question to the database, made once and put to its driver directly: what lies between costs more than the answer.

SQLAlchemy writes the statement and knows what the values of each type look like; each asking is the driver's alone.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import Dialect, Select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

Turned = Callable[[Any], Any]


def execute_many(connection: Connection, text: str, rows: Sequence[Sequence[Any]]) -> None:
    """Put one statement to SQLite for each of these rows.

    Raises:
        DBAPIError: as SQLAlchemy would.
    """
    with errors_of(connection, text):
        cursor = connection.connection.cursor()
        _show(connection, cursor, text, rows, many=True)
        cursor.executemany(text, rows)


def execute_once(connection: Connection, text: str, values: Sequence[Any]) -> None:
    """Put one statement to the driver, in its own paramstyle.

    Raises:
        DBAPIError: as SQLAlchemy would.
    """
    with errors_of(connection, text):
        cursor = connection.connection.cursor()
        _show(connection, cursor, text, values)
        cursor.execute(text, values)
        cursor.close()


class Question:
    """A select of columns, for one kind of database; each row is a tuple whose places are named by the columns."""

    def __init__(self, statement: Select[*tuple[Any, ...]], dialect: Dialect) -> None:
        made: Any = statement.compile(dialect=dialect)
        if made.post_compile_params:
            raise ValueError("a statement whose text depends on the values cannot be made once")
        self._text = str(made)
        self._order: Sequence[str] | None = made.positiontup
        self._given: dict[str, Any] = made.params
        self._to_driver: dict[str, Turned] = {
            name: turn
            for name, bound in made.binds.items()
            if (turn := bound.type.dialect_impl(dialect).bind_processor(dialect))
        }
        columns = list(statement.selected_columns)
        readers = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._from_driver = [(place, turn) for place, turn in enumerate(readers) if turn]
        self._row = _named(statement.selected_columns.keys())

    def ask(self, connection: Connection, given: Mapping[str, Any] | None = None) -> list[Any]:
        """All rows, for these parameters, within the connection's transaction.

        Raises:
            DBAPIError: as SQLAlchemy would.
        """
        values = {**self._given, **(given or {})}
        for name, turn in self._to_driver.items():
            values[name] = turn(values[name])
        bound = values if self._order is None else [values[name] for name in self._order]
        with errors_of(connection, self._text):
            cursor = connection.connection.cursor()
            _show(connection, cursor, self._text, bound)
            cursor.execute(self._text, bound)
            found = cursor.fetchall()
            cursor.close()
        return list(map(self._row, map(self._read, found) if self._from_driver else found))

    def _read(self, row: Sequence[Any]) -> Sequence[Any]:
        values = list(row)
        for place, turn in self._from_driver:
            values[place] = turn(values[place])
        return values


@contextmanager
def errors_of(connection: Connection, text: str) -> Iterator[None]:
    """Errors of the driver become SQLAlchemy's: a unit of work tells by them whether to try again."""
    errors = connection.dialect.loaded_dbapi.Error
    try:
        yield
    except errors as error:
        raise DBAPIError.instance(
            text, None, error, errors, hide_parameters=True, dialect=connection.dialect
        ) from error


def _show(connection: Connection, cursor: Any, text: str, values: Any, many: bool = False) -> None:
    """Whoever watches the engine's statements sees these too."""
    for watcher in connection.dispatch.before_cursor_execute:
        watcher(connection, cursor, text, values, None, many)


def _named(columns: Sequence[str]) -> Callable[[Iterable[Any]], Any]:
    make: Any = namedtuple  # its columns are known only now
    return cast("Callable[[Iterable[Any]], Any]", make("row", columns, rename=True)._make)
