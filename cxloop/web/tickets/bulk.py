from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from cxloop.database import db, unit_of_work
from cxloop.loop import act
from cxloop.people.policies import scope_of, works_tickets
from cxloop.tickets import pressing
from cxloop.tickets.models import Ticket
from cxloop.tickets.steps import StepRefused
from cxloop.web import current
from cxloop.web.addresses import local
from cxloop.web.tickets.queue import whole_number
from cxloop.web.tickets.room import room

MOST = 200


@room.post("/tickets/assignments", policy=works_tickets)
def assign_many() -> ResponseReturnValue:
    """Give the chosen tickets to one colleague; each goes through the same step, and the answer counts both ways."""
    user = current.user()
    owner_id = whole_number(request.form.get("owner_id"))
    owner = next((c for c in pressing.colleagues(db.session(), scope_of(user)) if c.id == owner_id), None)
    back = local(request.form.get("next")) or url_for(".my_loop")
    if owner is None:
        flash(_("Choose who should get them. Nothing was changed."), "late")
        return redirect(back)
    chosen = {number for text in request.form.getlist("ticket") if (number := whole_number(text))}
    name, given, left = owner.name, 0, 0
    for ticket_id in sorted(chosen)[:MOST]:
        if _give(ticket_id, owner.id):
            given += 1
        else:
            left += 1
    if given:
        flash(
            ngettext(
                "One ticket is with %(name)s now.", "%(num)s tickets are with %(name)s now.", given, name=name
            )
        )
    if left:
        flash(ngettext("One ticket stayed as it was.", "%(num)s tickets stayed as they were.", left), "late")
    return redirect(back)


def _give(ticket_id: int, owner_id: int) -> bool:
    """Whether the ticket could be given: it is in scope and not closed."""
    user, at = current.user(), current.moment()
    ticket = db.session.get(Ticket, ticket_id)
    if ticket is None or not scope_of(user).covers(ticket.team_id, ticket.owner_id):
        return False
    try:
        unit_of_work(
            lambda: act.assign(db.session(), ticket_id, owner_id=owner_id, by=user, at=at, via="web")
        )
    except StepRefused:
        return False
    return True
