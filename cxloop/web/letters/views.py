from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.loop import listen
from cxloop.people.policies import scope_of, steers_customers
from cxloop.tickets.conversation import strays
from cxloop.tickets.models import Ticket
from cxloop.web import current
from cxloop.web.letters.room import LARGEST_ID, room
from cxloop.web.tickets.queue import whole_number

ROWS = 50
ONE = f"/letters/<int(max={LARGEST_ID}):letter_id>"


@room.get("/letters", policy=steers_customers)
def index() -> ResponseReturnValue:
    """What waits for somebody to say where it belongs, the newest first."""
    session = db.session()
    waiting = strays.waiting(session, most=ROWS)
    return render_template(
        "letters/index.html",
        letters=waiting,
        count=strays.count(session),
        files=strays.files_of(session, [one.id for one in waiting]),
        tickets=strays.tickets_of_senders(session, [one.sender for one in waiting]),
    )


@room.post(f"{ONE}/placing", policy=steers_customers)
def place(letter_id: int) -> ResponseReturnValue:
    """It belongs to this ticket: what follows is what had followed, had it been known."""
    number = whole_number(request.form.get("ticket", "").strip().lstrip("#"))
    ticket = db.session.get(Ticket, number) if number else None
    if strays.of_id(db.session(), letter_id) is None:
        return _decided()
    if ticket is None or not scope_of(current.user()).covers(ticket.team_id, ticket.owner_id):
        flash(_("There is no such ticket. Nothing was changed."), "late")
        return redirect(url_for(".index"))
    user, at, ticket_id = current.user(), current.moment(), ticket.id
    placed = unit_of_work(
        lambda: listen.place_letter(db.session(), letter_id, ticket_id, by=user, at=at, via="web")
    )
    if placed is None:
        return _decided()
    flash(_("The letter is on ticket %(number)s.", number=ticket_id))
    return redirect(url_for(".index"))


@room.post(f"{ONE}/discarding", policy=steers_customers)
def discard(letter_id: int) -> ResponseReturnValue:
    user, at = current.user(), current.moment()
    if strays.of_id(db.session(), letter_id) is None:
        return _decided()
    if not unit_of_work(lambda: listen.discard_letter(db.session(), letter_id, by=user, at=at)):
        return _decided()
    flash(_("Discarded: its words and files are not kept."))
    return redirect(url_for(".index"))


def _decided() -> ResponseReturnValue:
    flash(_("Somebody decided about this letter already. Nothing was changed."), "late")
    return redirect(url_for(".index"))
