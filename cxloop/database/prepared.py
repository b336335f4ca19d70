"""Statements that are made once and asked often: one answer must not cost the making of a dozen of them.

They are of tables rather than of models, and pass the session by; what it has pending is written before.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, cast

from sqlalchemy import ARRAY, ColumnElement, Select, any_, bindparam, func, select
from sqlalchemy.orm import Session

from cxloop.database.base import is_postgresql
from cxloop.database.driver import Question

_QUESTIONS: dict[tuple[Select[*tuple[Any, ...]], str], Question] = {}


def ask(
    session: Session, statement: Select[*tuple[Any, ...]], given: Mapping[str, Any] | None = None
) -> list[Any]:
    """The rows of a statement that lives as long as the process, within the session's transaction."""
    session.flush()
    return peek(session, statement, given)


def peek(
    session: Session, statement: Select[*tuple[Any, ...]], given: Mapping[str, Any] | None = None
) -> list[Any]:
    """The same as the database has them: what the session has pending stays unwritten."""
    connection = session.connection()
    kind = (statement, connection.dialect.name)
    question = _QUESTIONS.get(kind) or _QUESTIONS.setdefault(kind, Question(statement, connection.dialect))
    return question.ask(connection, given)


def rows_among(
    session: Session, columns: tuple[Any, ...], field: Any, values: Iterable[Any], **equal: Any
) -> list[Any]:
    """`columns` of the rows whose `field` is among `values` and whose other columns are `equal` to these."""
    statement = _rows_among(is_postgresql(session), columns, field, tuple(equal))
    return ask(session, statement, {"listed": listed(session, values), **equal})


def among(is_server: bool, column: Any) -> ColumnElement[bool]:
    """`column IN values`, where `values` are the parameter `listed` of each execution."""
    if is_server:
        return cast("ColumnElement[bool]", column == any_(bindparam("listed", type_=ARRAY(column.type))))
    each = func.json_each(bindparam("listed")).table_valued("value")
    return cast("ColumnElement[bool]", column.in_(select(each.c.value)))


def listed(session: Session, values: Iterable[Any]) -> Any:
    """Texts or whole numbers as the one parameter of `among`."""
    return list(values) if is_postgresql(session) else json.dumps(list(values), ensure_ascii=False)


@cache
def _rows_among(
    is_server: bool, columns: tuple[Any, ...], field: Any, equal: tuple[str, ...]
) -> Select[*tuple[Any, ...]]:
    same = [field.table.c[name] == bindparam(name) for name in equal]
    return select(*columns).where(*same, among(is_server, field))
