"""Whole hours between two moments, in SQL, the same on SQLite and PostgreSQL."""

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class hours_between(FunctionElement[int]):  # noqa: N801 - reads as a function of SQL
    """hours_between(earlier, later): full hours of seconds, fractions of a second cut off each."""

    inherit_cache = True
    name = "hours_between"
    type = Integer()


@compiles(hours_between, "sqlite")
def _sqlite(element: hours_between, compiler: SQLCompiler, **options: Any) -> str:
    earlier, later = (compiler.process(clause, **options) for clause in element.clauses)
    return f"((strftime('%s', {later}) - strftime('%s', {earlier})) / 3600)"


@compiles(hours_between, "postgresql")
def _postgresql(element: hours_between, compiler: SQLCompiler, **options: Any) -> str:
    earlier, later = (compiler.process(clause, **options) for clause in element.clauses)
    seconds = f"floor(extract(epoch from {later})) - floor(extract(epoch from {earlier}))"
    return f"CAST(floor(({seconds}) / 3600) AS INTEGER)"
