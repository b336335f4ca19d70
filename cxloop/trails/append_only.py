"""Tables whose rows stay as they were written: triggers refuse UPDATE and DELETE, and on PostgreSQL TRUNCATE too."""

from typing import Any

from sqlalchemy import DDL, Table, event

MESSAGE = "what happened stays as it was written"
ACTIONS = ("UPDATE", "DELETE")


def append_only(table: Table) -> None:
    """Give the table its triggers when it is created; migrations write the same statements out."""
    for dialect, made in (("sqlite", on_sqlite), ("postgresql", on_postgresql)):
        for statement in made(table.name):
            event.listen(table, "after_create", _ddl(statement, dialect))
    event.listen(table, "after_drop", _ddl(f"DROP FUNCTION IF EXISTS {table.name}_stays()", "postgresql"))


def _ddl(statement: str, dialect: str) -> Any:
    made: Any = DDL
    return made(statement).execute_if(dialect=dialect)


def on_sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_refuses_{action.lower()} BEFORE {action} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for action in ACTIONS
    ]


def on_postgresql(table: str) -> list[str]:
    function = (
        f"CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
    )
    triggers = [
        f"CREATE TRIGGER {table}_refuses_{action.lower()} BEFORE {action} ON {table} "
        f"FOR EACH {'STATEMENT' if action == 'TRUNCATE' else 'ROW'} EXECUTE FUNCTION {table}_stays()"
        for action in (*ACTIONS, "TRUNCATE")
    ]
    return [function, *triggers]
