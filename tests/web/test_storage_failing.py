"""A database that is full, read-only or away: reading works, writing is refused in words, senders come back."""

import sqlite3
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from cxloop.database import db
from cxloop.people import tokens
from cxloop.people.scopes import scopes_named
from cxloop.responses.inbound.models import InboundEvent
from cxloop.responses.models import Response
from cxloop.tickets.models import Note, TicketEvent
from cxloop.web.unavailable import why_unavailable
from tests.doors import opened
from tests.makers import AT, Maker
from tests.visitor import Visitor

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
LONG = "word " * 998


@pytest.fixture
def company(own_app, clock):
    """Somebody with a ticket, a source that is called, and a program with a token, in a database of their own."""
    with own_app.app_context():
        make = Maker()
        north = make.team("North")
        olga, max_ = make.user("Olga", team=north), make.user("Max", "manager")
        survey = make.survey(team=north)
        ticket = make.ticket(owner=olga)
        _, address = opened("generic", survey, max_)
        _, secret = tokens.make(db.session(), "CRM", scopes_named("all"), at=AT, by_id=max_.id)
        db.session.commit()
        visitor = Visitor(own_app).sign_in(olga)
        yield SimpleNamespace(
            app=own_app, ticket=ticket.id, hook=f"/hooks/generic/{address}", visitor=visitor, secret=secret
        )


@contextmanager
def broken(app, pragma: str, mended: str):
    """Every connection, those there already included, has this set; afterwards nothing is started again."""

    def spoil(connection, *_rest):
        connection.execute(pragma)

    def mend(connection, *_rest):
        connection.execute(mended)

    engine = db.engine
    db.session.remove()
    event.listen(engine, "checkout", spoil)
    try:
        yield
    finally:
        event.remove(engine, "checkout", spoil)
        event.listen(engine, "checkout", mend)


@contextmanager
def full(app):
    """As many pages as there are, and none more."""
    with db.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    with broken(app, f"PRAGMA max_page_count = {pages}", "PRAGMA max_page_count = 1073741823"):
        yield


def read_only(app):
    return broken(app, "PRAGMA query_only = ON", "PRAGMA query_only = OFF")


def write_everywhere(company) -> dict[str, object]:
    """The answer to a note, a call of a platform, and a program's answers, each too large for what is left."""
    company.visitor.browser.get(f"/tickets/{company.ticket}")
    program = company.app.test_client()
    answer = {
        "survey": "onboarding",
        "score": 3,
        "comment": LONG,
        "external_id": "A1",
        "answered_at": "2026-03-10T08:00:00Z",
    }
    return {
        "page": company.visitor.post(f"/tickets/{company.ticket}/notes", {"body": LONG}, expect=None),
        "hook": program.post(company.hook, json={"id": "E1", "score": 3, "comment": LONG}),
        "api": program.post(
            "/api/v1/responses", json=answer, headers={"Authorization": f"Bearer {company.secret}"}
        ),
    }


def counts() -> list[int]:
    db.session.rollback()
    return [
        db.session.scalar(select(func.count()).select_from(model)) or 0
        for model in (Note, TicketEvent, InboundEvent, Response)
    ]


@pytest.mark.parametrize(("fault", "words"), [(full, "no room left"), (read_only, "Nothing can be saved")])
def test_writing_is_refused_in_words_reading_works_and_nothing_is_half_there(company, fault, words):
    before = counts()
    with fault(company.app):
        answers = write_everywhere(company)
        assert {name: answer.status_code for name, answer in answers.items()} == {
            "page": 503,
            "hook": 503,
            "api": 503,
        }
        assert all(answer.headers["Retry-After"] == "30" for answer in answers.values())
        assert words in answers["page"].get_data(as_text=True)
        assert answers["api"].content_type == "application/problem+json"
        assert company.visitor.get(f"/tickets/{company.ticket}").status_code == 200
        assert company.visitor.get("/loop").status_code == 200
        assert company.visitor.get("/livez").status_code == 200
        assert company.visitor.get("/readyz", expect=None).status_code in (200, 503)
        assert counts() == before
    db.session.remove()
    again = write_everywhere(company)
    assert [answer.status_code for answer in again.values()] == [302, 200, 201]
    assert [after - had for after, had in zip(counts(), before, strict=True)] == [1, 2, 1, 1]
    assert db.session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_without_its_database_even_the_error_page_of_somebody_signed_in_is_a_page(company):
    db.session.remove()
    db.engine.dispose()

    def away(*_rest):
        raise sqlite3.OperationalError("unable to open database file")

    event.listen(db.engine, "do_connect", away)
    try:
        company.visitor.get(f"/tickets/{company.ticket}", expect=503)
        answer = company.visitor.get("/loop", expect=503)
        assert "The database does not answer" in answer.get_data(as_text=True)
        assert answer.headers["Retry-After"]
        assert company.visitor.get("/livez").status_code == 200
    finally:
        event.remove(db.engine, "do_connect", away)
    assert company.visitor.get("/loop").status_code == 200


def sqlite_error(code: int) -> DBAPIError:
    error = sqlite3.OperationalError("no")
    error.sqlite_errorcode = code
    return OperationalError("", None, error)


def server_error(state: str, kind: type[DBAPIError] = DBAPIError) -> DBAPIError:
    error = Exception("no")
    error.sqlstate = state
    return kind("", None, error)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (sqlite_error(13), "full"), (sqlite_error(8), "read_only"), (sqlite_error(8 | 3 << 8), "read_only"),
        (sqlite_error(5), "busy"), (sqlite_error(10 | 3 << 8), "read_only"), (sqlite_error(14), "away"),
        (server_error("53100"), "full"), (server_error("25006"), "read_only"), (server_error("55P03"), "busy"),
        (server_error("57P01", OperationalError), "away"), (server_error("42601"), None),
        (server_error("23505", IntegrityError), None), (PoolExhausted(), "busy"), (ValueError(), None),
    ],
)  # fmt: skip
def test_why_a_database_cannot_be_used(error, why, engine_name):
    assert why_unavailable(error) == why
