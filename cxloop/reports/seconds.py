"""Whole seconds between two moments, in SQL, the same on SQLite and PostgreSQL."""

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class seconds_between(FunctionElement[int]):  # noqa: N801 - reads as a function of SQL
    """seconds_between(earlier, later): fractions of a second are cut off each."""

    inherit_cache = True
    name = "seconds_between"
    type = Integer()


@compiles(seconds_between, "sqlite")
def _sqlite(element: seconds_between, compiler: SQLCompiler, **options: Any) -> str:
    earlier, later = (compiler.process(clause, **options) for clause in element.clauses)
    # SQLite counts in milliseconds and would round the last half of one up to the next second
    return f"(strftime('%s', substr({later}, 1, 19)) - strftime('%s', substr({earlier}, 1, 19)))"


@compiles(seconds_between, "postgresql")
def _postgresql(element: seconds_between, compiler: SQLCompiler, **options: Any) -> str:
    earlier, later = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(floor(extract(epoch from {later})) - floor(extract(epoch from {earlier})) AS BIGINT)"
