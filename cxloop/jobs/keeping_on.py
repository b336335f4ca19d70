"""What goes on every second, whether or not somebody asked for it: the outbox and the inbox."""

from collections.abc import Callable
from threading import Event

import structlog
from flask import Flask

from cxloop.clock import now
from cxloop.config import Settings
from cxloop.jobs.reading import read_inbox
from cxloop.jobs.sorting import find_by_words, sort_in
from cxloop.slack.delivery import deliver_all

log = structlog.get_logger()
MANY_PASSES = 10_000
PAUSE_SECONDS = 1.0
PAUSE_AFTER_TROUBLE_SECONDS = 5.0


def keep_delivering(app: Flask, stopped: Event) -> None:
    """Drain the outbox every second until told to stop: an alert leaves as soon as its change is committed.

    Nobody has to ask for it, so a change that forgot to ask is told of all the same.
    """
    settings: Settings = app.config["SETTINGS"]
    _keep_on(app, stopped, "delivery", lambda: deliver_all(settings))


def keep_reading(app: Flask, stopped: Event) -> None:
    """Read what survey platforms sent, every second until told to stop: nobody has to ask for it."""
    _keep_on(app, stopped, "reading", read_inbox)


def keep_sorting(app: Flask, stopped: Event) -> None:
    """Sort in what large imports brought, a short portion after the other, every second until told to stop."""

    def both() -> None:
        find_by_words(MANY_PASSES, stopped)
        sort_in(now(), MANY_PASSES, stopped)

    _keep_on(app, stopped, "sorting", both)


def _keep_on(app: Flask, stopped: Event, name: str, work: Callable[[], object]) -> None:
    while not stopped.wait(PAUSE_SECONDS):
        try:
            with app.app_context():
                work()
        except (
            Exception
        ) as error:  # the database may be away for a while; the next drain finds everything again
            log.warning("work_paused", work=name, kind=type(error).__name__)
            stopped.wait(PAUSE_AFTER_TROUBLE_SECONDS)
