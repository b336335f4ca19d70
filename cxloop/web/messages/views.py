from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.alerts import reading, retrying
from cxloop.alerts.models import Alert
from cxloop.database import db, unit_of_work
from cxloop.entrances import Entrance
from cxloop.people.policies import administers, imports_answers
from cxloop.web import current
from cxloop.web.language import language
from cxloop.web.messages import words
from cxloop.web.messages.recipients import names
from cxloop.web.messages.text import is_printed, written

room = Entrance("messages", __name__)
LARGEST_ID = 2**53 - 1
ROWS = 50
ONE = f"/messages/<int(max={LARGEST_ID}):alert_id>"


@room.get("/messages", policy=imports_answers)
def index() -> ResponseReturnValue:
    """The newest messages, of one state or of all."""
    session, settings = db.session(), current.settings()
    state = request.args.get("state")
    state = state if state in reading.SHOWN else None
    alerts = reading.newest(session, state, before=_number(request.args.get("before")), most=ROWS + 1)
    has_older, alerts = len(alerts) > ROWS, alerts[:ROWS]
    return render_template(
        "messages/index.html",
        alerts=alerts,
        names=names(session, alerts),
        state=state,
        state_of=reading.state_of,
        ticket_of=ticket_of,
        counts=reading.counts(session),
        say_error=words.error,
        is_printed=lambda via: is_printed(settings, via),
        may_read=administers(current.user()),
        older_href=url_for(".index", state=state, before=alerts[-1].id) if has_older else None,
        is_older_page="before" in request.args,
    )


@room.get(ONE, policy=administers)
def show(alert_id: int) -> ResponseReturnValue:
    """The text of one message, where the worker only prints it; otherwise it is read where it arrived."""
    session = db.session()
    alert = session.get(Alert, alert_id)
    if alert is None or not is_printed(current.settings(), alert.via):
        abort(404)
    return render_template(
        "messages/show.html",
        alert=alert,
        names=names(session, [alert]),
        state=reading.state_of(alert),
        ticket=ticket_of(alert),
        written=written(session, current.settings(), alert, current.moment(), language()),
    )


@room.post(f"{ONE}/retry", policy=imports_answers)
def retry(alert_id: int) -> ResponseReturnValue:
    """Send again what was given up."""
    at = current.moment()
    if unit_of_work(lambda: retrying.retry(db.session(), alert_id, at)):
        flash(_("It is sent again within a minute."))
    else:
        flash(_("Nothing was sent again: it is not given up any more."), "late")
    return redirect(url_for(".index", state=request.form.get("state") or None))


def ticket_of(alert: Alert) -> int | None:
    """The number of the ticket an alert is about."""
    kind, _colon, number = alert.subject.partition(":")
    return _number(number) if kind == "ticket" else None


def _number(text: str | None) -> int | None:
    is_number = text is not None and text.isascii() and text.isdecimal() and len(text) < 16
    return int(text) if is_number and text else None
