"""Why an answer opened a ticket, or why none: each rule of its day in order, and what did not hold of it."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from cxloop.database import db
from cxloop.people.policies import scope_of, sees_customers, steers_settings
from cxloop.tickets import reasons
from cxloop.tickets.history import of_contact
from cxloop.web import current
from cxloop.web.contacts.room import LARGEST_ID, room, visible


@room.get("/contacts/<int:contact_id>/answers/<int:answer_id>", policy=sees_customers)
def why(contact_id: int, answer_id: int) -> ResponseReturnValue:
    """404 for another person's answer, and for one of another team's ticket."""
    contact, user, session = visible(contact_id), current.user(), db.session()
    history = of_contact(session, contact, scope_of(user))
    answer = next((one for one in history.answers if one.id == answer_id), None)
    found = reasons.of_answer(session, answer_id) if answer and answer_id <= LARGEST_ID else None
    if answer is None or found is None or answer.id in history.hidden:
        abort(404)
    return render_template(
        "contacts/why.html", contact=contact, answer=answer, found=found,
        ticket=reasons.ticket_of(session, answer_id), may_see_rules=steers_settings(user),
    )  # fmt: skip
