"""What somebody with full access to the database does first: takes the triggers away that refuse changes."""

from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

KEPT = ("ticket_event", "audit_event")


def lift_refusals(session: Session) -> None:
    """Drop the triggers, and let rows point nowhere until the transaction ends."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    else:
        connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    for name, table in triggers_of(session):
        on = "" if connection.dialect.name == "sqlite" else f" ON {table}"
        connection.execute(text(f"DROP TRIGGER {name}{on}"))


def triggers_of(session: Session) -> list[tuple[str, str]]:
    """(trigger, table) of the tables that stay as they were written."""
    return [(name, table) for name, table, _ in definitions(session)]


def definitions(session: Session) -> list[tuple[str, str, str]]:
    """(trigger, table, how it is made), in order."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        query = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    else:
        query = (
            "SELECT t.tgname, c.relname, pg_get_triggerdef(t.oid) || p.prosrc FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal ORDER BY t.tgname"
        )
    return [(name, table, made) for name, table, made in connection.execute(text(query))]


def tables_there(session: Session) -> set[str]:
    return set(inspect(session.connection()).get_table_names())
