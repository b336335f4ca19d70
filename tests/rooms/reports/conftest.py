"""A database with its tables on each engine, emptied after every test."""

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

import cxloop.alerts.models
import cxloop.improvements.models
import cxloop.reports.models  # noqa: F401 - the tables are known once their rooms are
from cxloop.database import Base


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def bare_engine(request, databases):
    url = "sqlite://" if request.param == "sqlite" else databases.postgres.url(databases.postgres.create())
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def reports_session(bare_engine):
    with bare_engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        outer.rollback()
