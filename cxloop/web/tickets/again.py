"""The steps that put a ticket off and take it back."""

from datetime import datetime

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.loop import act
from cxloop.people.policies import works_tickets
from cxloop.tickets.requirements import StepIncomplete
from cxloop.tickets.steps import StepRefused
from cxloop.web import current, formats
from cxloop.web.days import moment_on
from cxloop.web.tickets.forms import SnoozeForm, show_missing
from cxloop.web.tickets.page import moved_on, show, visible
from cxloop.web.tickets.room import room
from cxloop.web.tickets.when_again import MORNING

STEP = "/tickets/<int:ticket_id>/snooze"


@room.post(STEP, policy=works_tickets)
def put_off(ticket_id: int) -> ResponseReturnValue:
    """By a moment the page offered (`at`), or by day, time and reason."""
    ticket, form, at = visible(ticket_id), SnoozeForm(), current.moment()
    offered = _offered(request.form.get("at", ""))
    if offered is None and not form.validate():
        return show(ticket, refused=form, open_dialog="put-off"), 422
    until = offered or moment_on(form.until.data, form.until_time.data or MORNING)
    user, reason = current.user(), "" if offered else form.reason.data or ""
    try:
        unit_of_work(
            lambda: act.snooze(db.session(), ticket_id, until=until, by=user, at=at, via="web", reason=reason)
        )
    except StepIncomplete as incomplete:
        show_missing(form, incomplete.missing)
        return show(visible(ticket_id), refused=form, open_dialog="put-off"), 422
    except StepRefused:
        moved_on()
        return redirect(url_for(".show", ticket_id=ticket_id))
    when = formats.reader().moment(until)
    flash(_("Back on top %(when)s. The promise runs on.", when=when), f"kept confirms put-off-{ticket_id}")
    return redirect(url_for(".my_loop") if offered else url_for(".show", ticket_id=ticket_id))


@room.post("/tickets/<int:ticket_id>/waking", policy=works_tickets)
def take_back(ticket_id: int) -> ResponseReturnValue:
    visible(ticket_id)
    user, at = current.user(), current.moment()
    unit_of_work(lambda: act.wake(db.session(), ticket_id, by=user, at=at, via="web"))
    flash(_("It is back in My loop."))
    return redirect(url_for(".show", ticket_id=ticket_id))


def _offered(text: str) -> datetime | None:
    """The moment of a button; None for none and for nonsense."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
