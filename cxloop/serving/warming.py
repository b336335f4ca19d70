"""What the first visitor of a process would wait for, done before anybody comes: its children are born knowing it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import structlog
from flask import Flask, g
from sqlalchemy import event, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import configure_mappers

from cxloop.database import db
from cxloop.people.models import Role, User
from cxloop.reports import drawing
from cxloop.tickets.models import Ticket
from cxloop.web.current import SignedIn

PAGES = ("/loop", "/tickets", "/executive", "/listen", "/contacts", "/accounts", "/improvements")
log = structlog.get_logger()


def warm(application: Flask) -> None:
    """Show the main pages to nobody, as a manager sees them, and keep what was loaded for it.

    Nothing is written, and no connection or child stays open, for a fork must not share them. In an empty
    installation, or without its database, there is little to warm, and that is no reason not to serve.
    """
    configure_mappers()
    with application.app_context(), _reading_only():
        with suppress(SQLAlchemyError):
            _show_pages(application)
        db.session.remove()
    with application.app_context():
        db.engine.dispose()
    drawing.rest()


def _show_pages(application: Flask) -> None:
    viewer = db.session.scalar(
        select(User).where(User.role == Role.MANAGER, User.is_active).order_by(User.id).limit(1)
    )
    if viewer is None:
        return
    newest = db.session.scalar(select(Ticket.id).order_by(Ticket.id.desc()).limit(1))
    for page in (*PAGES, *([f"/tickets/{newest}"] if newest else [])):
        with application.test_request_context(page):
            g._login_user = SignedIn(db.session.merge(viewer, load=False))
            answer = application.full_dispatch_request()
            if answer.status_code >= 400:
                log.info("not_warmed", page=page, status=answer.status_code)


@contextmanager
def _reading_only() -> Iterator[None]:
    """Whatever a page would like to note is refused by the database itself."""
    engine = db.engine

    def forbid(connection: object, *_rest: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]  # a connection of either driver
        if engine.dialect.name == "sqlite":
            cursor.execute("PRAGMA query_only = ON")
        else:
            cursor.execute("SET default_transaction_read_only = on")
        cursor.close()

    event.listen(engine, "checkout", forbid)
    try:
        yield
    finally:
        event.remove(engine, "checkout", forbid)
