"""The steps that let a ticket wait for somebody and go on, and that answer a call."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.loop import act
from cxloop.people.policies import works_tickets
from cxloop.tickets.requirements import StepIncomplete
from cxloop.tickets.steps import StepRefused
from cxloop.web import current, formats
from cxloop.web.days import moment_on
from cxloop.web.tickets.forms import WaitForm, show_missing
from cxloop.web.tickets.page import moved_on, show, visible
from cxloop.web.tickets.room import room
from cxloop.web.tickets.when_again import MORNING


@room.post("/tickets/<int:ticket_id>/waiting", policy=works_tickets)
def wait(ticket_id: int) -> ResponseReturnValue:
    ticket, form, user, at = visible(ticket_id), WaitForm(), current.user(), current.moment()
    if not form.validate():
        return show(ticket, refused=form, open_dialog="wait"), 422
    until = moment_on(form.until.data, form.until_time.data or MORNING)
    kind, reason = form.kind.data, form.reason.data or ""
    try:
        unit_of_work(
            lambda: act.wait(
                db.session(), ticket_id, kind=kind, until=until, reason=reason, by=user, at=at, via="web"
            )
        )
    except StepIncomplete as incomplete:
        show_missing(form, incomplete.missing)
        return show(visible(ticket_id), refused=form, open_dialog="wait"), 422
    except StepRefused:
        moved_on()
    else:
        when = formats.reader().moment(until)
        flash(_("It waits, and goes on %(when)s by itself.", when=when), f"kept confirms wait-{ticket_id}")
    return redirect(url_for(".show", ticket_id=ticket_id))


@room.post("/tickets/<int:ticket_id>/acknowledgement", policy=works_tickets)
def acknowledge(ticket_id: int) -> ResponseReturnValue:
    visible(ticket_id)
    user, at = current.user(), current.moment()
    unit_of_work(lambda: act.acknowledge(db.session(), ticket_id, by=user, at=at, via="web"))
    flash(_("Nobody is called again about what is late. The promise stands."))
    return redirect(url_for(".show", ticket_id=ticket_id))


@room.post("/tickets/<int:ticket_id>/going-on", policy=works_tickets)
def go_on(ticket_id: int) -> ResponseReturnValue:
    visible(ticket_id)
    user, at = current.user(), current.moment()
    unit_of_work(lambda: act.go_on(db.session(), ticket_id, by=user, at=at, via="web"))
    flash(_("It goes on: the clock runs again."))
    return redirect(url_for(".show", ticket_id=ticket_id))
