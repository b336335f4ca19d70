"""Undo, for ten minutes: from the toast or the trail, one's own contact or resolution."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.loop import act
from cxloop.people.policies import works_tickets
from cxloop.web import current
from cxloop.web.addresses import local
from cxloop.web.tickets.page import visible
from cxloop.web.tickets.queue import LARGEST_ID
from cxloop.web.tickets.room import room

RECORD = f"<int(max={LARGEST_ID}):record_id>"


@room.post(f"/tickets/<int:ticket_id>/contacts/{RECORD}/undoing", policy=works_tickets)
def undo_contact(ticket_id: int, record_id: int) -> ResponseReturnValue:
    user, at = current.user(), current.moment()
    return _taken_back(
        ticket_id, _("The contact is taken back, as if it had not been logged."),
        lambda: act.undo_contact(db.session(), ticket_id, record_id, by=user, at=at, via="web"),
    )  # fmt: skip


@room.post(f"/tickets/<int:ticket_id>/resolution/{RECORD}/undoing", policy=works_tickets)
def undo_resolution(ticket_id: int, record_id: int) -> ResponseReturnValue:
    user, at = current.user(), current.moment()
    return _taken_back(
        ticket_id, _("Taken back: the ticket is open as before, and the customer is not asked."),
        lambda: act.undo_resolution(db.session(), ticket_id, record_id, by=user, at=at, via="web"),
    )  # fmt: skip


def _taken_back(ticket_id: int, said: str, verb: Callable[[], object]) -> ResponseReturnValue:
    visible(ticket_id)
    try:
        unit_of_work(verb)
    except act.LetterLeft:
        flash(_("The letter to the customer has left. Open the ticket again instead."), "late")
    except act.CannotUndo:
        flash(_("It stays: it is older than ten minutes, or the ticket has moved on since."), "late")
    else:
        flash(said)
    return redirect(local(request.form.get("next")) or url_for(".show", ticket_id=ticket_id))
