"""Looking up the tickets of an answer's customer costs the same whatever else is open."""

import pytest
from sqlalchemy import event

from cxloop.accounts.belonging import accounts_of
from cxloop.database import db
from cxloop.tickets.queries import open_tickets_of
from tests.makers import AT


@pytest.fixture
def plan(app):
    """What SQLite would do for each statement it is asked, one text a statement."""
    connection = db.session.connection()
    if connection.dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by what is in the table")
    asked = []

    def note(_connection, _cursor, statement, given, _context, _many):
        if statement.startswith("SELECT"):
            asked.append((statement, given))

    event.listen(connection, "before_cursor_execute", note)

    def told():
        event.remove(connection, "before_cursor_execute", note)
        steps = (connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", given) for said, given in asked)
        return ["\n".join(row[3] for row in step) for step in steps]

    return told


def test_the_tickets_of_a_customer_are_found_by_the_customer(plan):
    open_tickets_of(db.session(), {1, 2})
    assert "ix_ticket_contact_id" in plan()[0]


def test_asking_whether_any_company_has_a_domain_reads_one_entry(plan):
    accounts_of(db.session(), [], AT)
    assert "SEARCH account USING COVERING INDEX ix_account_domain" in plan()[0]
