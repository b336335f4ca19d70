"""What customers were promised: made on the ticket, kept, moved or let go there and in My loop."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.loop import act
from cxloop.people.policies import works_tickets
from cxloop.tickets.requirements import StepIncomplete
from cxloop.web import current, formats
from cxloop.web.addresses import local
from cxloop.web.days import moment_on
from cxloop.web.tickets.day_forms import EVENING, MovingForm, PromiseForm
from cxloop.web.tickets.forms import (
    SENTENCES,
    show_missing,
)
from cxloop.web.tickets.page import show, visible
from cxloop.web.tickets.queue import LARGEST_ID
from cxloop.web.tickets.room import room

ONE = f"/tickets/<int:ticket_id>/promises/<int(max={LARGEST_ID}):promise_id>"


@room.post("/tickets/<int:ticket_id>/promises", policy=works_tickets)
def promise(ticket_id: int) -> ResponseReturnValue:
    ticket, form = visible(ticket_id), PromiseForm()
    if not form.validate():
        return show(ticket, refused=form, open_dialog="promise"), 422
    user, at = current.user(), current.moment()
    what, due_at = form.what.data or "", moment_on(form.due_at.data, form.due_time.data or EVENING)
    try:
        unit_of_work(
            lambda: act.promise(db.session(), ticket_id, what=what, due_at=due_at, by=user, at=at, via="web")
        )
    except StepIncomplete as incomplete:
        show_missing(form, incomplete.missing)
        return show(visible(ticket_id), refused=form, open_dialog="promise"), 422
    when = formats.reader().moment(due_at)
    flash(
        _("Promised for %(when)s. It is in My loop on its day.", when=when),
        f"kept confirms promise-{ticket_id}",
    )
    return redirect(url_for(".show", ticket_id=ticket_id))


@room.post(f"{ONE}/keeping", policy=works_tickets)
def keep_promise(ticket_id: int, promise_id: int) -> ResponseReturnValue:
    visible(ticket_id)
    user, at = current.user(), current.moment()

    def kept() -> str:
        record = act.keep_promise(db.session(), ticket_id, promise_id, by=user, at=at, via="web")
        return str(_("The promise is kept.") if record.ending == "kept" else _("Kept, and late."))

    return _done(ticket_id, kept)


@room.post(f"{ONE}/moving", policy=works_tickets)
def move_promise(ticket_id: int, promise_id: int) -> ResponseReturnValue:
    """To another day, which the customer was told."""
    visible(ticket_id)
    user, at, form = current.user(), current.moment(), MovingForm()
    due_at = moment_on(form.due_at.data, EVENING) if form.validate() and form.due_at.data else None

    def moved() -> str:
        record = act.move_promise(
            db.session(), ticket_id, promise_id, due_at=due_at, by=user, at=at, via="web"
        )
        return str(_("Promised for %(when)s now.", when=formats.reader().moment(record.due_at)))

    return _done(ticket_id, moved)


@room.post(f"{ONE}/dropping", policy=works_tickets)
def drop_promise(ticket_id: int, promise_id: int) -> ResponseReturnValue:
    visible(ticket_id)
    user, at, form = current.user(), current.moment(), MovingForm()
    why = (form.why.data or "") if form.validate() else ""

    def dropped() -> str:
        act.drop_promise(db.session(), ticket_id, promise_id, why=why, by=user, at=at, via="web")
        return str(_("The promise is let go, with its reason."))

    return _done(ticket_id, dropped)


def _done(ticket_id: int, step: Callable[[], str]) -> ResponseReturnValue:
    """Take the step and go back to where it was pressed; say why where it was not possible."""
    try:
        flash(unit_of_work(step))
    except StepIncomplete as incomplete:
        said = [str(SENTENCES.get(code, code)) for code in incomplete.missing.values()]
        flash(" ".join([*said, _("Nothing was changed.")]), "late")
    except act.PromiseSettled:
        flash(_("That promise was settled already. Nothing was changed."), "late")
    return redirect(local(request.form.get("next")) or url_for(".show", ticket_id=ticket_id))
