"""Who took part, and what they agreed to."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.loop import listen
from cxloop.people.policies import records_conversations, scope_of
from cxloop.responses.interviews.models import Interview, Participant
from cxloop.tickets import known_people
from cxloop.web import current, formats
from cxloop.web.days import NOON, moment_on
from cxloop.web.interviews import words
from cxloop.web.interviews.forms import ParticipantForm
from cxloop.web.interviews.room import participant_of, room, visible

CONSENTS = ("consent_record", "consent_quote", "consent_follow_up")


@room.get("/interviews/<int:interview_id>/participants/new", policy=records_conversations)
def who(interview_id: int) -> ResponseReturnValue:
    form = ParticipantForm(formdata=None)
    return _page(visible(interview_id), form, None)


@room.post("/interviews/<int:interview_id>/participants", policy=records_conversations)
def introduce(interview_id: int) -> ResponseReturnValue:
    return _introduce(visible(interview_id), None)


@room.get("/interviews/<int:interview_id>/participants/<int:participant_id>", policy=records_conversations)
def participant(interview_id: int, participant_id: int) -> ResponseReturnValue:
    interview = visible(interview_id)
    person = participant_of(interview, participant_id)
    form = ParticipantForm(formdata=None, obj=person)
    form.who.data = person.called
    form.contact.data = str(person.contact_id or "new")
    form.role.data = person.role or ""
    if person.consented_at:
        form.consented_on.data = formats.reader().local(person.consented_at).date()
    return _page(interview, form, person)


@room.post("/interviews/<int:interview_id>/participants/<int:participant_id>", policy=records_conversations)
def introduce_again(interview_id: int, participant_id: int) -> ResponseReturnValue:
    interview = visible(interview_id)
    return _introduce(interview, participant_of(interview, participant_id))


@room.post(
    "/interviews/<int:interview_id>/participants/<int:participant_id>/removal", policy=records_conversations
)
def leave_out(interview_id: int, participant_id: int) -> ResponseReturnValue:
    participant_of(visible(interview_id), participant_id)
    try:
        unit_of_work(lambda: listen.leave_out_participant(db.session(), interview_id, participant_id))
    except listen.NotAllowed as refused:
        flash(words.refusals()[refused.reason], "late")
    return redirect(url_for(".show", interview_id=interview_id))


def _introduce(interview: Interview, person: Participant | None) -> ResponseReturnValue:
    form, interview_id = ParticipantForm(), interview.id
    form.offer()
    number = person.id if person else None
    is_valid = form.validate()
    contact_id = _contact(form, person)
    if not is_valid or form.who.errors:
        return _page(interview, form, person), 422
    facts = _facts(form, contact_id)
    try:
        unit_of_work(lambda: listen.introduce_participant(db.session(), interview_id, facts, number))
    except listen.NotAllowed as refused:
        form.consent_record.errors = [words.refusals()[refused.reason]]
        return _page(visible(interview_id), form, person), 422
    return redirect(url_for(".show", interview_id=interview_id))


def _facts(form: ParticipantForm, contact_id: int | None) -> dict[str, Any]:
    agreed = {name: bool(form[name].data) for name in CONSENTS}
    at, day = current.moment(), form.consented_on.data
    agreed_at = moment_on(day, NOON) if day else at
    return {
        "contact_id": contact_id, "name": None if contact_id else form.who.data, "role": form.role.data or None,
        "consented_at": min(agreed_at, at) if any(agreed.values()) else None, **agreed,
    }  # fmt: skip


def _contact(form: ParticipantForm, person: Participant | None) -> int | None:
    """The contact that was chosen, if it is theirs to choose; the one it was before may stay."""
    typed = form.contact.data or ""
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 18 else None
    if number is None or (person and person.contact_id == number):
        return number
    if known_people.known(db.session(), number, scope_of(current.user())) is None:
        form.who.errors = [_("This person cannot be chosen any more. Look for them again.")]
    return number


def _page(interview: Interview, form: ParticipantForm, person: Participant | None) -> str:
    form.offer()
    session, scope, typed = db.session(), scope_of(current.user()), form.who.data or ""
    people = list(known_people.matching(session, typed, scope)) if typed else []
    unseen = None
    if person and person.contact and person.contact not in people:
        people.insert(0, person.contact)
        in_sight = known_people.known(session, person.contact.id, scope)
        unseen = person.contact.id if in_sight is None else None
    return render_template(
        "interviews/participant.html",
        interview=interview,
        form=form,
        person=person,
        people=people,
        who=typed,
        unseen=unseen,
        chosen=form.contact.data or "",
    )
