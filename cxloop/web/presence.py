"""Who is away, beside their name wherever a colleague is chosen: a ticket given to nobody who reads it is no help."""

from datetime import datetime

from flask import Flask, g
from flask_babel import gettext as _

from cxloop.database import db
from cxloop.people import absences
from cxloop.people.models import User
from cxloop.web import current
from cxloop.web.formats import reader


def register(app: Flask) -> None:
    app.jinja_env.filters["name_and_absence"] = name_and_absence


def name_and_absence(colleague: User) -> str:
    """ "Tom", or "Tom, away until Thu 24 Dec, 00:00"."""
    until = _away().get(colleague.id)
    if until is None:
        return colleague.name
    return str(_("%(name)s, away until %(when)s", name=colleague.name, when=reader().moment(until)))


def _away() -> dict[int, datetime]:
    """By whom until when; asked for once a request."""
    if "away" not in g:
        g.away = {
            user_id: one.ends_at for user_id, one in absences.away(db.session(), current.moment()).items()
        }
    found: dict[int, datetime] = g.away
    return found
