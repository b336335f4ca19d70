"""Migrations are numbered, frozen, reversible, and tested with rows in every table, on both engines."""

import ast
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect
from sqlalchemy import text as sql

from cxloop.cli.migrate import FOLDER, goes_back, migrate
from cxloop.config import Settings
from tests.breadth import in_turn
from tests.databases import ENGINES, Databases
from tests.migrations.rows import counts, fill, tables_of
from tools.migration import ROOT, metadata

SCRIPTS = ScriptDirectory(str(FOLDER))
REVISIONS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]
ON = [*in_turn(REVISIONS[:-3]), *[(revision, engine) for revision in REVISIONS[-3:] for engine in ENGINES]]
"""Those that were run long ago are tried on one engine; in a wide run on both, as the newest always are."""
KILLED = """
import os, signal, sys
from alembic.operations import Operations, ops
from cxloop.cli.migrate import migrate
from cxloop.config import settings

done = 0
original = Operations.invoke

def dies_in_the_middle(self, operation):
    global done
    done += 1
    if done == 15:
        os.kill(os.getpid(), signal.SIGKILL)
    return original(self, operation)

Operations.invoke = dies_in_the_middle
migrate(settings())
"""


@pytest.fixture
def empty(databases: Databases, engine_name: str, tmp_path) -> Settings:
    """Settings of a database without any table."""
    if engine_name == "sqlite":
        return databases.settings(f"sqlite:///{tmp_path}/empty.db")
    return databases.settings(databases.postgres.url(databases.postgres.create()))


@pytest.fixture
def engine(empty: Settings) -> Iterator[Engine]:
    made = create_engine(empty.database_url, poolclass=NullPool)
    yield made
    made.dispose()


def test_there_is_one_head_and_the_numbers_follow_each_other():
    assert len(SCRIPTS.get_heads()) == 1
    assert REVISIONS == [f"{number:04}" for number in range(1, len(REVISIONS) + 1)]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("versions/*.py")), ids=lambda path: path.stem)
def test_a_migration_imports_nothing_that_can_change(path):
    imported = {
        name.name if isinstance(node, ast.Import) else f"{node.module}.{name.name}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    imported = {name.split(".")[0] for name in imported if name != "alembic.op"}
    assert imported <= {"sqlalchemy", *sys.stdlib_module_names}


@pytest.mark.parametrize(("revision", "engine_name"), ON, indirect=["engine_name"])
def test_up_down_up_with_rows_in_every_table(empty, engine, revision):
    before = SCRIPTS.get_revision(revision).down_revision or "base"
    if before != "base":
        migrate(empty, before)
        with engine.begin() as connection:
            kept = fill(connection)
        migrate(empty, revision)
        with engine.begin() as connection:
            assert counts(connection).items() >= kept.items()
    else:
        migrate(empty, revision)
        with engine.begin() as connection:
            fill(connection)
    assert goes_back(empty, before)
    migrate(empty, before)
    if before == "base":
        with engine.begin() as connection:
            assert tables_of(connection) == []
    assert migrate(empty, revision)[1] == revision


def test_the_models_are_the_migrated_tables(empty, engine):
    migrate(empty)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata()) == []


def test_the_partial_indexes_are_partial(empty, engine):
    migrate(empty)
    wanted = {
        index.name: str(index.dialect_options[engine.dialect.name]["where"])
        for table in metadata().tables.values()
        for index in table.indexes
        if index.dialect_options[engine.dialect.name].get("where") is not None
    }
    assert len(wanted) >= 7
    with engine.connect() as connection:
        assert set(wanted) == _partial_indexes(connection)


def _partial_indexes(connection: Connection) -> set[str | None]:
    tables = inspect(connection)
    return {
        index["name"]
        for table in tables.get_table_names()
        for index in tables.get_indexes(table)
        if index.get("dialect_options", {}).get(f"{connection.dialect.name}_where") is not None
    }


def test_migrating_again_changes_nothing(empty, engine):
    migrate(empty)
    with engine.begin() as connection:
        kept = fill(connection)
    assert migrate(empty) == (REVISIONS[-1], REVISIONS[-1])
    with engine.begin() as connection:
        assert counts(connection) == kept


def test_a_migration_killed_in_the_middle_can_be_run_again(empty, engine, tmp_path):
    environment = {
        "CXLOOP_DATABASE_URL": engine.url.render_as_string(hide_password=False), "CXLOOP_VAR": str(tmp_path),
    }  # fmt: skip
    died = subprocess.run([sys.executable, "-c", KILLED], env=environment, cwd=ROOT, check=False)
    assert died.returncode == -signal.SIGKILL
    with engine.begin() as connection:
        assert tables_of(connection) == []
    assert migrate(empty) == (None, REVISIONS[-1])


def test_who_was_not_to_be_contacted_has_it_in_writing_from_when_it_was_last_said(empty, engine):
    migrate(empty, "0003")
    with engine.begin() as connection:
        told = "INSERT INTO contact (id, name, may_contact, created_at) VALUES "
        people = "(1, 'Asked', FALSE, :made), (2, 'Long ago', FALSE, :made), (3, 'May', TRUE, :made)"
        connection.execute(sql(told + people), {"made": datetime(2026, 1, 5, 9, 0)})
        connection.execute(
            sql(
                "INSERT INTO customer_change (id, contact_id, at, via, kind, fields)"
                " VALUES (1, 1, :at, 'web', 'edited', :fields)"
            ),
            {"at": datetime(2026, 3, 1, 9, 0), "fields": '["may_contact", "name"]'},
        )
    migrate(empty, "0004")
    with engine.connect() as connection:
        rows = connection.execute(sql("SELECT contact_id, purpose, given, at FROM consent_change")).all()
    purposes = ("surveys", "calls", "verification", "news")
    assert {(row[0], row[1], bool(row[2]), str(row[3])[:10]) for row in rows} == {
        (contact, purpose, False, day)
        for contact, day in ((1, "2026-03-01"), (2, "2026-01-05"))
        for purpose in purposes
    }


def test_an_unknown_revision_is_refused_and_nothing_changes(empty, engine):
    migrate(empty)
    with pytest.raises(CommandError):
        migrate(empty, "9999")
    with engine.begin() as connection:
        assert tables_of(connection)
