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
BEFORE = dict(zip(REVISIONS, [None, *REVISIONS], strict=False))
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
def begins_at(request: pytest.FixtureRequest) -> str | None:
    """The revision a test begins at, usually the newest; None is before the first."""
    revision: str | None = getattr(request, "param", REVISIONS[-1])
    return revision


@pytest.fixture
def place(databases: Databases, engine_name: str, begins_at: str | None) -> Settings:
    """Settings of a database that the migrations brought there."""
    return databases.settings(databases.migrated_url(engine_name, begins_at))


@pytest.fixture
def engine(place: Settings) -> Iterator[Engine]:
    made = create_engine(place.database_url, poolclass=NullPool)
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


@pytest.mark.parametrize(
    ("begins_at", "revision", "engine_name"),
    [(BEFORE[revision], revision, engine) for revision, engine in ON],
    indirect=["begins_at", "engine_name"],
)
def test_up_down_up_with_rows_in_every_table(place, engine, begins_at, revision):
    kept = {}
    if begins_at:
        with engine.begin() as connection:
            kept = fill(connection)
    assert migrate(place, revision) == (begins_at, revision)
    with engine.begin() as connection:
        assert counts(connection).items() >= kept.items()
        if not begins_at:
            fill(connection)
    before = begins_at or "base"
    assert goes_back(place, before)
    migrate(place, before)
    if not begins_at:
        with engine.begin() as connection:
            assert tables_of(connection) == []
    assert migrate(place, revision)[1] == revision


def test_the_models_are_the_migrated_tables(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata()) == []


def test_the_partial_indexes_are_partial(engine):
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


def test_migrating_again_changes_nothing(place, engine):
    with engine.begin() as connection:
        kept = fill(connection)
    assert migrate(place) == (REVISIONS[-1], REVISIONS[-1])
    with engine.begin() as connection:
        assert counts(connection) == kept


@pytest.mark.parametrize("begins_at", [None], indirect=True)
def test_a_migration_killed_in_the_middle_can_be_run_again(place, engine, tmp_path):
    environment = {
        "CXLOOP_DATABASE_URL": engine.url.render_as_string(hide_password=False), "CXLOOP_VAR": str(tmp_path),
    }  # fmt: skip
    died = subprocess.run([sys.executable, "-c", KILLED], env=environment, cwd=ROOT, check=False)
    assert died.returncode == -signal.SIGKILL
    with engine.begin() as connection:
        assert tables_of(connection) == []
    assert migrate(place) == (None, REVISIONS[-1])


@pytest.mark.parametrize("begins_at", ["0003"], indirect=True)
def test_who_was_not_to_be_contacted_has_it_in_writing_from_when_it_was_last_said(place, engine):
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
    migrate(place, "0004")
    with engine.connect() as connection:
        rows = connection.execute(sql("SELECT contact_id, purpose, given, at FROM consent_change")).all()
    purposes = ("surveys", "calls", "verification", "news")
    assert {(row[0], row[1], bool(row[2]), str(row[3])[:10]) for row in rows} == {
        (contact, purpose, False, day)
        for contact, day in ((1, "2026-03-01"), (2, "2026-01-05"))
        for purpose in purposes
    }


def test_an_unknown_revision_is_refused_and_nothing_changes(place, engine):
    with pytest.raises(CommandError):
        migrate(place, "9999")
    with engine.begin() as connection:
        assert tables_of(connection)
