"""The letter that may be written from a ticket's page: its form, the templates it may begin with, its preview."""

from flask import request
from flask_wtf import FlaskForm

from cxloop.database import db
from cxloop.mail.conversation import previewed
from cxloop.mail.questions import spoken_to
from cxloop.tickets.conversation import merging, queries, templates
from cxloop.tickets.models import Ticket
from cxloop.web import current


def may_write(ticket: Ticket) -> bool:
    """Whether a letter may go to this customer now."""
    return queries.why_not_writable(db.session(), ticket, current.moment()) is None


def letter_facts(ticket: Ticket, form: FlaskForm, *, is_open: bool) -> dict[str, object]:
    """What the page needs to let somebody write; nothing where nobody may be written to."""
    if not may_write(ticket):
        return {"may_write": False}
    session, language = db.session(), spoken_to(db.session(), current.settings(), ticket)
    offered = templates.offered(session, language)
    wanted = next((one for one in offered if one.key == request.args.get("template")), None)
    if wanted and is_open and request.method == "GET":
        facts = queries.merged(session, ticket, current.user(), language, current.moment())
        form["subject"].data = merging.filled(wanted.subject, facts)
        form["body"].data = merging.filled(wanted.body, facts)
        form["template"].data = wanted.key
    return {
        "may_write": True, "letter_form": form, "letter_templates": offered, "written_to": shown(ticket, form),
    }  # fmt: skip


def shown(ticket: Ticket, form: FlaskForm) -> dict[str, object]:
    """What the customer would read of what the form says now."""
    subject, body = str(form["subject"].data or ""), str(form["body"].data or "")
    user, at = current.user(), current.moment()
    made = previewed(db.session(), current.settings(), ticket, subject, body, user, at)
    return made | {"name": ticket.contact.name if ticket.contact else None}
