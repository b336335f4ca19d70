"""What happened stays as it was written: the database itself refuses to change it, after every migration too."""

import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from cxloop.cli.migrate import FOLDER, migrate
from cxloop.database import db
from cxloop.tickets.models import TicketEvent
from tests.lifting import KEPT, definitions
from tests.migrations.rows import fill
from tests.migrations.test_migrations import REVISIONS

FIRST = next(path.stem[:4] for path in FOLDER.glob("versions/*_trails_nobody_can_change_unseen.py"))
BEGINS = REVISIONS[REVISIONS.index(FIRST) :]


@pytest.fixture
def migrated(databases, engine_name):
    return databases.settings(databases.migrated_url(engine_name, REVISIONS[-1]))


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"], indirect=True)
def test_the_migrations_make_the_triggers_the_models_make_and_no_later_one_loses_them(app, migrated):
    wanted = definitions(db.session())
    assert {table for _, table, _ in wanted} == set(KEPT)
    engine = create_engine(migrated.database_url, poolclass=NullPool)
    for revision in (*reversed(BEGINS), *BEGINS[1:]):
        migrate(migrated, revision)
        with Session(engine) as session:
            assert definitions(session) == wanted, revision
    engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ticket_event SET via = 'x'", "DELETE FROM ticket_event", "UPDATE audit_event SET via = 'x'",
        "DELETE FROM audit_event",
    ],
)  # fmt: skip
def test_a_row_once_written_can_be_neither_changed_nor_deleted(migrated, statement):
    engine = create_engine(migrated.database_url, poolclass=NullPool)
    with engine.begin() as connection:
        fill(connection)
    with pytest.raises(DBAPIError, match="stays as it was written"), engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_nor_all_of_them_at_once(app):
    with pytest.raises(DBAPIError, match="stays as it was written"):
        db.session.execute(text(f"TRUNCATE {TicketEvent.__tablename__}"))
