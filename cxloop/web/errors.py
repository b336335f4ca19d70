"""Error pages: what happened, what was kept, what to do, and a reference to find it in the log."""

import secrets
from contextlib import suppress
from typing import cast

import structlog
from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from cxloop.database import db
from cxloop.entrances import TOLD_APART
from cxloop.tickets.queries import NoSuchTicket
from cxloop.web.unavailable import why_unavailable

PAGES = {400, 403, 404, 405, 413, 422, 429, 500, 503}
log = structlog.get_logger()


def register(app: Flask) -> None:
    app.register_error_handler(HTTPException, _page)
    app.register_error_handler(
        CSRFError, lambda _error: (render_template("errors/400.html", stale=True), 400)
    )
    app.register_error_handler(NoSuchTicket, lambda _error: (render_template("errors/404.html"), 404))
    app.register_error_handler(SQLAlchemyError, _database)
    app.register_error_handler(Exception, _unexpected)


def _page(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if 300 <= code < 400 or error.response is not None:
        return error.get_response()
    for path, tell in current_app.extensions.get(TOLD_APART, {}).items():
        if request.path.startswith(path):
            return cast("ResponseReturnValue", tell(error))
    page = code if code in PAGES else 400 if code < 500 else 500
    reference = getattr(g, "reference", None)
    answer = render_template(f"errors/{page}.html", reference=reference, why=g.get("unavailable")), code
    return (*answer, {"Retry-After": "30"}) if code in {429, 503} else answer


def _database(error: SQLAlchemyError) -> ResponseReturnValue:
    """The database is gone, locked, full or read-only: say which, and let the caller come back; nothing was half
    written. Any other error of it is ours."""
    why = why_unavailable(error)
    if why is None:
        return _unexpected(error)
    _note("database_unavailable", type(getattr(error, "orig", error)).__name__, why=why)
    g.unavailable = why
    return _page(ServiceUnavailable())


def _unexpected(error: Exception) -> ResponseReturnValue:
    _note("unexpected_error", type(error).__name__, exc_info=error)
    return _page(InternalServerError())


def _note(event: str, kind: str, **more: object) -> None:
    """One log line with a reference; never the body of a request."""
    g.reference = secrets.token_hex(4)
    with suppress(SQLAlchemyError):
        db.session.rollback()
    _ask_for_nobody()
    log.error(
        event, reference=g.reference, kind=kind, endpoint=request.endpoint, method=request.method, **more
    )


def _ask_for_nobody() -> None:
    """The page of an error is the same for everybody: asking who reads it would ask the database again."""
    g._login_user = AnonymousUserMixin()
