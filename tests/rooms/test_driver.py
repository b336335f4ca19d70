"""What is asked of the driver directly is answered as SQLAlchemy would answer it."""

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from cxloop.database import db
from cxloop.database.driver import Question, errors_of
from cxloop.people import tokens
from cxloop.people.programs import ApiToken
from cxloop.tickets.models import Policy

ROW = ApiToken.__table__.c
ASKED = (ROW.id, ROW.scopes, ROW.created_at, ROW.revoked_at, ROW.name)


@pytest.fixture
def token(app, at):
    token, _ = tokens.make(db.session(), "CRM", ["responses:write"], at=at, by_id=None)
    db.session.commit()
    return token


def test_values_of_every_type_are_those_of_the_type(token, at):
    connection = db.session.connection()
    statement = select(*ASKED).where(ROW.name == bindparam("named"), ROW.created_at <= bindparam("until"))
    given = {"named": "CRM", "until": at}
    (row,) = Question(statement, connection.dialect).ask(connection, given)
    assert tuple(row) == tuple(connection.execute(statement, given).one())
    assert (row.scopes, row.created_at, row.revoked_at) == (["responses:write"], at, None)


def test_json_and_limits_are_understood(app, at):
    policy = Policy(key="p", first_contact_within={"urgent": 4}, resolution_within={}, created_at=at)
    db.session.add(policy)
    db.session.flush()
    connection = db.session.connection()
    column = Policy.__table__.c.first_contact_within
    statement = select(column).order_by(Policy.id.desc()).limit(1)
    assert Question(statement, connection.dialect).ask(connection) == [({"urgent": 4},)]


def test_a_statement_whose_text_depends_on_its_values_is_refused(app):
    with pytest.raises(ValueError, match="depends on the values"):
        Question(select(ROW.id).where(ROW.id.in_([1, 2])), db.session.connection().dialect)


def test_errors_are_those_of_sqlalchemy(app):
    connection = db.session.connection()
    part = connection.begin_nested()
    with pytest.raises((OperationalError, ProgrammingError)), errors_of(connection, "SELECT"):
        connection.connection.cursor().execute("SELECT nobody FROM nowhere")
    part.rollback()
    broken = "INSERT INTO api_token (id) VALUES (7)"
    with pytest.raises(IntegrityError), errors_of(connection, broken):
        connection.connection.cursor().execute(broken)


def test_who_counts_statements_counts_these(token, statements):
    connection = db.session.connection()
    statements.clear()
    Question(select(ROW.id), connection.dialect).ask(connection)
    assert len(statements) == 1
