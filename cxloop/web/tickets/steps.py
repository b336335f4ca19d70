"""The steps of the ticket page. Each loads, checks, calls one verb, commits, redirects."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from cxloop.database import db, unit_of_work
from cxloop.drivers import catalogue
from cxloop.loop import act, verify
from cxloop.people.models import User
from cxloop.people.policies import scope_of, works_tickets
from cxloop.tickets import pressing, queries, questions
from cxloop.tickets.models import Ticket
from cxloop.tickets.requirements import Closing, StepIncomplete
from cxloop.tickets.steps import StepRefused
from cxloop.web import current, formats
from cxloop.web.days import NOON, in_utc, moment_on
from cxloop.web.tickets.forms import (
    AssignmentForm,
    ContactForm,
    CustomersWordForm,
    NoteForm,
    ReopeningForm,
    ResolutionForm,
    show_missing,
)
from cxloop.web.tickets.page import causes, letter_of, moved_on, people, show, visible
from cxloop.web.tickets.room import room

Step = Callable[[], Any]


@room.post("/tickets/<int:ticket_id>/taking", policy=works_tickets)
def take(ticket_id: int) -> ResponseReturnValue:
    """Make it one's own; who calls from My loop takes it by that, and finds the sheet for the call open."""
    visible(ticket_id)
    user, at = current.user(), current.moment()
    try:
        unit_of_work(lambda: act.take(db.session(), ticket_id, by=user, at=at, via="web"))
    except act.TakenBySomeoneElse as taken:
        owner = db.session.get(User, taken.owner_id)
        flash(_("%(name)s has this ticket. Nothing was changed.", name=owner.name if owner else "?"), "late")
    except StepRefused:
        moved_on()
    else:
        flash(_("It is yours now."))
        if request.form.get("then") == "call":
            return redirect(url_for(".form", ticket_id=ticket_id, step="contacts", call=1))
    return _back(ticket_id)


@room.post("/tickets/<int:ticket_id>/assignments", policy=works_tickets)
def assign(ticket_id: int) -> ResponseReturnValue:
    ticket, form = visible(ticket_id), AssignmentForm()
    user, at = current.user(), current.moment()
    form.offer(people(pressing.colleagues(db.session(), scope_of(user))))
    seen_owner = request.form.get("seen_owner", type=int)
    if not form.validate():
        return refused_form(ticket, form, "hand-over")
    if seen_owner is not None and (ticket.owner_id or 0) != seen_owner:
        name = ticket.owner.name if ticket.owner else _("nobody")
        form.owner_id.errors = [
            _("Meanwhile it went to %(name)s. Look again before you give it away.", name=name)
        ]
        return refused_form(ticket, form, "hand-over")
    owner_id, note = form.owner_id.data, form.note.data or ""
    return taken(
        ticket, form, "hand-over", _("Handed over."),
        lambda: act.assign(db.session(), ticket_id, owner_id=owner_id, by=user, at=at, via="web", note=note),
    )  # fmt: skip


@room.post("/tickets/<int:ticket_id>/contacts", policy=works_tickets)
def log_contact(ticket_id: int) -> ResponseReturnValue:
    ticket, form = visible(ticket_id), ContactForm()
    if not form.validate():
        return refused_form(ticket, form, "log-contact")
    user, at = current.user(), current.moment()
    words: dict[str, Any] = {name: form[name].data or "" for name in ("said", "next_step")}
    words |= {name: form[name].data or None for name in ("minutes", "mood", "next_step_on")}
    channel, outcome = form.channel.data or "phone", form.outcome.data
    if outcome != "reached":
        words["mood"] = None  # how somebody felt, only who reached them can say
    when = in_utc(form.happened_at.data) if form.happened_at.data else None
    saved = _("Saved: no answer.") if outcome == "no_answer" else _contact_saved(ticket, outcome, when or at)
    return taken(
        ticket, form, "log-contact", saved, undo="contact", step=
        lambda: act.log_contact(
            db.session(), ticket_id, by=user, at=at, via="web", channel=channel, outcome=outcome,
            happened_at=when, **words,
        ),
    )  # fmt: skip


@room.post("/tickets/<int:ticket_id>/notes", policy=works_tickets)
def add_note(ticket_id: int) -> ResponseReturnValue:
    ticket, form = visible(ticket_id), NoteForm()
    if not form.validate():
        return refused_form(ticket, form, "add-note")
    user, at, body = current.user(), current.moment(), form.body.data or ""
    return taken(
        ticket, form, "add-note", _("Note saved."),
        lambda: act.add_note(db.session(), ticket_id, by=user, at=at, via="web", body=body),
    )  # fmt: skip


@room.post("/tickets/<int:ticket_id>/resolution", policy=works_tickets)
def resolve(ticket_id: int) -> ResponseReturnValue:
    ticket, form = visible(ticket_id), ResolutionForm()
    form.offer(causes(catalogue.in_use(db.session())))
    if not form.validate():
        return refused_form(ticket, form, "resolve")
    user, at = current.user(), current.moment()
    told_at = moment_on(form.told_on.data, NOON) if form.told_on.data else at
    closing = Closing(
        kind=form.kind.data,
        driver_id=form.driver_id.data,
        cause_unknown_because=form.cause_unknown_because.data or "",
        action=form.action.data or "",
        told_text=form.told_text.data or "",
        told_how=form.told_how.data or None,
        told_at=min(told_at, at),
        not_told_because=form.not_told_because.data or "",
        promises=form.promises.data or "",
    )
    return taken(
        ticket, form, "resolve", lambda: _resolved(ticket_id, closing.kind), undo="resolution", step=
        lambda: act.resolve(db.session(), ticket_id, closing=closing, by=user, at=at, via="web"),
    )  # fmt: skip


@room.post("/tickets/<int:ticket_id>/resolution/preview", policy=works_tickets)
def preview_letter(ticket_id: int) -> ResponseReturnValue:
    """What the customer would read; nothing is kept. Without script the whole page comes back, with what was typed."""
    ticket, form = visible(ticket_id), ResolutionForm()
    form.offer(causes(catalogue.in_use(db.session())))
    if request.headers.get("HX-Target") == "letter-preview":
        return render_template("tickets/_letter.html", letter=letter_of(ticket, form))
    return show(ticket, refused=form, open_dialog="resolve")


def _resolved(ticket_id: int, kind: str) -> str:
    """What was saved, and whether and when the customer is asked."""
    question = questions.newest(db.session(), ticket_id) if kind == "resolved" else None
    if question is None:
        return str(_("Closed."))
    if question.asked_at is not None:
        return str(_("Resolved. The customer is asked once whether it is solved."))
    if question.write_after is not None:
        when = formats.reader().moment(question.write_after)
        return str(
            _(
                "Resolved. A letter to this customer left not long ago: this question follows %(when)s.",
                when=when,
            )
        )
    return str(_("Resolved. No letter asks this customer whether it is solved: ask by phone."))


@room.post("/tickets/<int:ticket_id>/verification", policy=works_tickets)
def record_word(ticket_id: int) -> ResponseReturnValue:
    """The customer's word, given by phone and written down by a colleague."""
    ticket, form = visible(ticket_id), CustomersWordForm()
    if not form.validate():
        return refused_form(ticket, form, "customers-word")
    user, at = current.user(), current.moment()
    word, comment = form.answer.data, form.comment.data or ""
    question, before = questions.newest(db.session(), ticket_id), ticket.state
    last = verify.last_said(db.session(), question.id) if question else None
    unseen = last is not None and last.via == "link" and request.form.get("seen_word", type=int) != last.id
    if question is None or unseen:  # what the customer pressed meanwhile is not overruled by an old page
        moved_on()
        return _back(ticket_id)
    question_id = question.id

    def heard() -> object:
        return verify.hear_word(
            db.session(), question_id, word=word, comment=comment, at=at, via="phone", recorded_by=user
        )

    said = _("Opened again, with a new deadline.")
    if word == "yes" or before not in ("resolved", "verified"):
        said = _("Verified: the loop is closed.") if before == "resolved" else _("Written down.")
    return taken(ticket, form, "customers-word", said, heard)


@room.post("/tickets/<int:ticket_id>/reopening", policy=works_tickets)
def reopen(ticket_id: int) -> ResponseReturnValue:
    ticket, form = visible(ticket_id), ReopeningForm()
    if not form.validate():
        return refused_form(ticket, form, "reopen")
    user, at, reason = current.user(), current.moment(), form.reason.data or ""

    def again() -> object:
        now = queries.locked(db.session(), ticket_id)
        return verify.reopen(db.session(), now, at=at, actor_id=user.id, via="web", reason=reason)

    return taken(ticket, form, "reopen", _("Opened again, with a new deadline."), again)


def taken(
    ticket: Ticket,
    form: FlaskForm,
    dialog: str,
    saved: str | Callable[[], str],
    step: Step,
    *,
    draft: str | None = None,
    undo: str = "",
) -> ResponseReturnValue:
    """Run one step in a unit of work; say what was saved, or show the form again with what was typed.

    `draft` is how the browser names what was typed, where that is not the dialog with the ticket's number; `undo` what
    a toast takes back: "contact" or "resolution", by the number of the step's record.
    """
    ticket_id = ticket.id
    try:
        record = unit_of_work(step)
    except StepIncomplete as incomplete:
        show_missing(form, incomplete.missing)
        return refused_form(visible(ticket_id), form, dialog)
    except (StepRefused, verify.EnoughSaid):
        moved_on()
        return _back(ticket_id)
    undoes = f"undoes {undo} {ticket_id} {record.id} " if undo else ""
    kept = draft or f"{dialog}-{ticket_id}"
    flash(saved if isinstance(saved, str) else saved(), f"{undoes}kept confirms {kept}")
    return redirect(_onward(ticket_id) or url_for(".show", ticket_id=ticket_id))


def _onward(ticket_id: int) -> str | None:
    """Back into My loop, which asks when to try again, for who logged from there."""
    is_from_loop = request.form.get("then") == "loop"
    return url_for(".my_loop", tried=ticket_id) if is_from_loop else None


def refused_form(ticket: Ticket, form: FlaskForm, dialog: str) -> ResponseReturnValue:
    return show(ticket, refused=form, open_dialog=dialog), 422


def _contact_saved(ticket: Ticket, outcome: str, at: datetime) -> str:
    if outcome != "reached" or ticket.reached_at is not None:
        return str(_("Contact saved."))
    early = ticket.contact_due_at - at
    length = formats.reader().lasting(early)
    if early.total_seconds() >= 0:
        return str(_("Contact saved. First contact kept, %(length)s early.", length=length))
    return str(_("Contact saved. First contact was %(length)s late.", length=length))


def _back(ticket_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show", ticket_id=ticket_id))
