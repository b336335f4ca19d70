"""What a ticket has in common with those that were solved; asked for after its page stands, which need not wait."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cxloop.database import db
from cxloop.people.policies import scope_of, works_tickets
from cxloop.tickets.precedents import precedents
from cxloop.web import current
from cxloop.web.tickets.page import visible
from cxloop.web.tickets.room import room


@room.get("/tickets/<int:ticket_id>/likely", policy=works_tickets)
def likely(ticket_id: int) -> ResponseReturnValue:
    ticket = visible(ticket_id)
    found = precedents(db.session(), ticket, scope_of(current.user()), current.company_language())
    is_part = "HX-Request" in request.headers
    return render_template(
        "tickets/_likely.html" if is_part else "tickets/likely.html", ticket=ticket, found=found
    )
