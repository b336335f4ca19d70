"""Runs the migrations on the connection it is given; `cxloop/cli/migrate.py` calls it, there is no ini file.

Attributes of the configuration: `connection`, and `metadata` when a migration is generated or compared.
"""

from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

LOCK = 7_217_044_301
"""Any number: two deployments that migrate one PostgreSQL at once wait for each other on it."""


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | bool:
    """Write our own column types as what they are in the database: a migration never imports cxloop."""
    if kind == "type" and type(item).__module__.startswith("cxloop"):
        return f"sa.{type(item.impl_instance).__name__}()"
    return False


def run(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        # Changing a table means copying it; with foreign keys on, dropping the old one would take rows elsewhere along.
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys = OFF")
    context.configure(
        connection=connection,
        target_metadata=context.config.attributes.get("metadata"),
        render_as_batch=sqlite,
        render_item=render_item,
        transactional_ddl=True,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        if not sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        context.run_migrations()
        if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise RuntimeError(f"rows would point nowhere: {broken[:5]}")


run(context.config.attributes["connection"])
