"""Writing to the customer from the ticket, and looking beforehand at what they would read."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db
from cxloop.loop import act
from cxloop.mail.questions import spoken_to
from cxloop.people.policies import works_tickets
from cxloop.tickets.conversation import queries
from cxloop.web import current
from cxloop.web.tickets.forms import SENTENCES, LetterForm
from cxloop.web.tickets.letter import shown
from cxloop.web.tickets.page import show, visible
from cxloop.web.tickets.room import room
from cxloop.web.tickets.steps import refused_form, taken


@room.post("/tickets/<int:ticket_id>/letters", policy=works_tickets)
def write(ticket_id: int) -> ResponseReturnValue:
    ticket, form = visible(ticket_id), LetterForm()
    if reason := queries.why_not_writable(db.session(), ticket, current.moment()):
        flash(SENTENCES[reason], "late")
        return redirect(url_for(".show", ticket_id=ticket_id))
    if not form.validate():
        return refused_form(ticket, form, "write")
    user, at, language = current.user(), current.moment(), spoken_to(db.session(), current.settings(), ticket)
    subject, body = form.subject.data or "", form.body.data or ""
    template, is_meant = form.template.data or None, bool(form.is_meant.data)
    dialog = f"write-{ticket_id}-{template}" if template else f"write-{ticket_id}"
    return taken(
        ticket, form, "write", _("Your letter is on its way. The ticket says when it left."),
        lambda: act.write_letter(
            db.session(), ticket_id, by=user, at=at, via="web", subject_line=subject, body=body,
            language=language, template=template, is_meant=is_meant,
        ),
        draft=dialog,
    )  # fmt: skip


@room.post("/tickets/<int:ticket_id>/letters/preview", policy=works_tickets)
def preview_write(ticket_id: int) -> ResponseReturnValue:
    """What the customer would read; nothing is kept. Without script the whole page comes back, with what was typed."""
    ticket, form = visible(ticket_id), LetterForm()
    if request.headers.get("HX-Target") == "write-preview":
        return render_template("tickets/_write_preview.html", written_to=shown(ticket, form))
    return show(ticket, refused=form, open_dialog="write")
