"""The banner over every page of who can mend it: alerts that reach nobody, a worker that is not there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from flask_login import current_user

from cxloop.alerts import heartbeat, outbox
from cxloop.clock import now
from cxloop.database import db
from cxloop.people.policies import imports_answers
from cxloop.web import current

STARTED = "cxloop-started-at"
REMEMBERED = timedelta(days=7)
"""What was given up longer ago is in the list of messages, not over every page."""


@dataclass(frozen=True)
class Trouble:
    """What is wrong with delivery; `silent_for` is None while the worker is alive."""

    silent_for: timedelta | None
    late: int
    given_up: int
    channels: tuple[tuple[str, str], ...]


def register(app: Flask) -> None:
    app.extensions[STARTED] = now()
    app.context_processor(lambda: {"delivery_trouble": lambda: trouble(app.extensions[STARTED])})


def trouble(started_at: datetime) -> Trouble | None:
    """What to tell this reader, or None, which costs one statement.

    A worker that was never there has two minutes from our own start.
    """
    if not (current_user and current_user.is_authenticated and imports_answers(current_user)):
        return None
    session, at = db.session(), current.moment()
    if outbox.is_well(session, at, at - REMEMBERED, at - heartbeat.DEAD_AFTER):
        return None
    last = heartbeat.last_beat(session) or started_at
    silent_for = at - last if heartbeat.is_dead(last, at) else None
    found = outbox.undelivered(session, at, at - REMEMBERED)
    if not (found or silent_for):
        return None
    return Trouble(silent_for, found.late, found.dead, found.troubles)
