"""Turning somebody away: they are told that there is no such page, the audit log what they asked for."""

from typing import NoReturn

from flask import abort, request
from sqlalchemy.exc import DBAPIError

from cxloop.database import db, unit_of_work
from cxloop.people.refusing import turned_away
from cxloop.web import current
from cxloop.web.unavailable import why_unavailable


def refuse(subject: int | None = None) -> NoReturn:
    """Whoever is signed in may not use this route, or not with the thing of this number."""
    by, at, what = current.by(), current.moment(), f"{request.method} {request.endpoint}"
    try:
        unit_of_work(lambda: turned_away(db.session(), what, at, by, subject=subject))
    except DBAPIError as error:  # a log that cannot be written opens no door
        if why_unavailable(error) is None:
            raise
    abort(404)
