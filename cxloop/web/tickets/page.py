"""Everything the ticket page shows; the steps show it again when a form was refused, with what was typed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import abort, flash, render_template, request, url_for
from flask_babel import get_timezone
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms.fields import SelectChoice

from cxloop.calendars.queries import working_time_of
from cxloop.database import db
from cxloop.drivers import catalogue
from cxloop.drivers.models import Driver
from cxloop.journey import catalogue as journey
from cxloop.loop import act, verify
from cxloop.mail.questions import previewed
from cxloop.people.models import Role, User
from cxloop.people.policies import scope_of, steers_settings
from cxloop.responses.scoring import band
from cxloop.settings.parts import PARTS
from cxloop.tickets import given_promises, pressing, promises, queue, reaching, reasons, sub_tasks, waits
from cxloop.tickets.clocks import Clocks, clocks
from cxloop.tickets.models import Assignment, ContactAttempt, Ticket, Verification
from cxloop.tickets.queue import Filters
from cxloop.tickets.requirements import is_unreachable
from cxloop.tickets.story import Story, story
from cxloop.web import current
from cxloop.web.language import language
from cxloop.web.presence import name_and_absence
from cxloop.web.refusing import refuse
from cxloop.web.settings.forms import StartingForm
from cxloop.web.tickets.ahead import paused_so_far, steps_ahead_of, what_pauses
from cxloop.web.tickets.day_forms import PromiseForm, TaskForm
from cxloop.web.tickets.forms import (
    AssignmentForm,
    ContactForm,
    CustomersWordForm,
    LetterForm,
    NoteForm,
    ReopeningForm,
    ResolutionForm,
    SnoozeForm,
    WaitForm,
)
from cxloop.web.tickets.letter import letter_facts, may_write
from cxloop.web.tickets.next_step import NextStep, next_step
from cxloop.web.tickets.queue import LARGEST_ID, end_of_today, whole_number
from cxloop.web.tickets.when_again import offers
from cxloop.web.told.origin import origin_of

JUST_NOW = timedelta(hours=1)


def visible(ticket_id: int) -> Ticket:
    """The ticket, or 404 when it does not exist or is not this person's to see."""
    ticket = db.session.get(Ticket, ticket_id) if ticket_id < LARGEST_ID else None
    if ticket is None:
        abort(404)
    if not scope_of(current.user()).covers(ticket.team_id, ticket.owner_id):
        refuse(ticket_id)
    return ticket


def show(ticket: Ticket, *, refused: FlaskForm | None = None, open_dialog: str | None = None) -> str:
    """The page; `refused` is a form with errors, shown again as it was sent, in its dialog."""
    session, at, user = db.session(), current.moment(), current.user()
    colleagues = pressing.colleagues(session, scope_of(user))
    drivers = catalogue.in_use(session)
    forms = blank_forms(drivers, colleagues)
    if refused is not None:
        forms[type(refused)] = refused
    told = story(session, ticket.id, scope_of(user))
    assert told is not None  # noqa: S101 - `visible` has just found it
    question = told.verification
    why = reasons.of_answer(session, told.ticket.response_id)
    ahead = steps_ahead_of(told.ticket) if told.ticket.is_owed else []
    if refused is None:
        forms[ResolutionForm]["told_how"].data = _last_way_they_were_reached(told)
        forms[ResolutionForm]["driver_id"].data = whole_number(request.args.get("cause"))
    return render_template(
        "tickets/show.html",
        ticket=told.ticket,
        response=told.ticket.response,
        touchpoint=journey.circle(session).said(told.ticket.response.touchpoint, language()),
        origin=origin_of(told.ticket.response, user),
        contact=told.ticket.contact,
        account=told.ticket.account,
        story=told,
        band=_band(told.ticket),
        names=_names(told, colleagues),
        words={m.record.id: m.record for m in told.moments if isinstance(m.record, Verification)},
        takes_word=_takes_word(told),
        earlier=[answer for answer in told.earlier if answer.survey_id == ticket.survey_id],
        unhappy=pressing.unhappy_people(session, ticket.account_id, at),
        question=question if question and verify.is_open(question, told.ticket, at) else None,
        clocks=_clocks(told),
        ahead=ahead,
        step=step_of(told.ticket),
        may_give_up=is_unreachable(
            reaching.attempts_made(session, ticket), reaching.wrote_at(session, ticket)
        ),
        is_owed=ticket.is_owed,
        is_closed=not ticket.is_open,
        is_mine=ticket.owner_id == user.id,
        given_by_hand=_was_given_by_hand(told),
        why=why.summary.say(language()) if why and why.named else None,
        may_see_rule=steers_settings(user),
        may_undo=_may_undo(told, user, at),
        next_up=_next_up(told, user, at),
        when_again=offers(at) if _asks_when_again(told, user, at) else [],
        snooze_form=forms[SnoozeForm],
        given=given_promises.of_ticket(session, ticket.id),
        promise_form=forms[PromiseForm],
        tasks=sub_tasks.of_ticket(session, ticket.id),
        task_form=forms[TaskForm],
        wait_form=forms[WaitForm],
        is_called=bool(promises.calls_about(told.ticket, at)) and any(one.what == "called" for one in ahead),
        pauses=paused_so_far(told.ticket, at),
        pausing=what_pauses(told.ticket),
        me=user.id,
        at=at,
        midnight=end_of_today(at, get_timezone()),
        contact_form=forms[ContactForm],
        note_form=forms[NoteForm],
        assignment_form=forms[AssignmentForm],
        resolution_form=forms[ResolutionForm],
        letter=letter_of(told.ticket, forms[ResolutionForm]),
        word_form=forms[CustomersWordForm],
        reopening_form=forms[ReopeningForm],
        open_dialog=open_dialog,
        **letter_facts(told.ticket, forms[LetterForm], is_open=open_dialog == "write"),
        **(_without_causes(ticket, user) if not drivers else {}),
    )


def _without_causes(ticket: Ticket, user: User) -> dict[str, object]:
    """A company that has no causes yet chooses some before its first ticket is resolved, or learns whom to ask."""
    return {
        "starting_form": StartingForm(formdata=None).offer(PARTS["causes"]),
        "may_start": steers_settings(user),
        "ask": pressing.names_of_role(db.session(), Role.MANAGER)
        or pressing.names_of_role(db.session(), Role.ADMINISTRATOR),
        "back": url_for("tickets.form", ticket_id=ticket.id, step="resolution"),
    }


def letter_of(ticket: Ticket, form: FlaskForm) -> dict[str, object] | None:
    """The letter the customer would get with what the form says now; None: no letter asks them."""
    told = str(form["told_text"].data or "")
    if not verify.is_asked_by_letter(db.session(), ticket, current.moment()):
        return None
    return previewed(db.session(), current.settings(), ticket, told, current.user(), current.moment())


def moved_on() -> None:
    """Say that somebody was faster."""
    flash(
        _("Meanwhile this ticket has moved on, so that step is no longer possible. Nothing was changed."),
        "late",
    )


def _takes_word(told: Story) -> bool:
    """Whether a word of the customer about the newest question can still be written down."""
    question, at = told.verification, current.moment()
    if question is None:
        return False
    changeable = verify.may_change(db.session(), question, told.ticket, at)
    return changeable or verify.is_open(question, told.ticket, at)


def step_of(ticket: Ticket) -> NextStep:
    contact = ticket.contact
    return next_step(
        ticket.state,
        is_owned=ticket.owner_id is not None,
        is_reached=ticket.state == "in_progress" or (ticket.is_paused and ticket.reached_at is not None),
        has_phone=bool(contact and contact.phone),
        has_email=may_write(ticket),
        may_contact=contact.may_contact if contact else True,
    )


def blank_forms(drivers: Sequence[Driver], colleagues: Sequence[User]) -> dict[type[FlaskForm], FlaskForm]:
    """Every form of the page without what was sent."""
    resolution = ResolutionForm(formdata=None)
    resolution.offer(causes(drivers))
    assignment = AssignmentForm(formdata=None)
    assignment.offer(people(colleagues))
    asking = TaskForm(formdata=None)
    asking.offer(people(sub_tasks.who_can_be_asked(db.session())))
    return {
        ContactForm: ContactForm(formdata=None),
        NoteForm: NoteForm(formdata=None),
        AssignmentForm: assignment,
        ResolutionForm: resolution,
        CustomersWordForm: CustomersWordForm(formdata=None),
        ReopeningForm: ReopeningForm(formdata=None),
        SnoozeForm: SnoozeForm(formdata=None),
        PromiseForm: PromiseForm(formdata=None),
        TaskForm: asking,
        LetterForm: LetterForm(formdata=None),
        WaitForm: WaitForm(formdata=None),
    }


def causes(drivers: Sequence[Driver]) -> list[SelectChoice]:
    """The catalogue to choose from: only the lowest level, under the name of the one above."""
    above = {driver.parent_id for driver in drivers}
    tongue = language()
    return [
        SelectChoice(
            str(driver.id),
            driver.name(tongue),
            optgroup=driver.parent.path(tongue) if driver.parent else None,
        )
        for driver in drivers
        if driver.id not in above
    ]


def people(colleagues: Sequence[User]) -> list[SelectChoice]:
    return [SelectChoice(str(colleague.id), name_and_absence(colleague)) for colleague in colleagues]


def _clocks(told: Story) -> Clocks:
    session, ticket = db.session(), told.ticket
    calendar = working_time_of(session, ticket.calendar_id)
    return clocks(ticket, calendar, current.moment(), waits.pauses_of(session, ticket))


def _names(told: Story, colleagues: Sequence[User]) -> dict[int, str]:
    """Who got the ticket, by id, for the entries in which it changed hands."""
    known = {colleague.id: colleague.name for colleague in colleagues}
    given = {moment.event.facts.get(name) for moment in told.moments for name in ("owner", "told")}
    return known | pressing.names_of(db.session(), {owner for owner in given if owner} - known.keys())


def _last_way_they_were_reached(told: Story) -> str | None:
    """How they were most likely told, in this segment; the form proposes it."""
    for moment in told.moments:
        if moment.event.kind == "reopened":
            return None
        if isinstance(moment.record, ContactAttempt) and moment.record.outcome == "reached":
            return moment.record.channel
    return None


def _was_given_by_hand(told: Story) -> bool:
    """Whether a person, not round-robin, made the present owner the owner: then nobody may just take it."""
    hands = (moment.record for moment in told.moments if isinstance(moment.record, Assignment))
    newest = next(hands, None)
    return newest is not None and newest.by_id is not None and told.ticket.owner_id is not None


def _next_up(told: Story, user: User, at: datetime) -> Ticket | None:
    """Whom to call next, once this person has just done here what can be done now: tried in vain, or resolved it."""
    newest = next((moment for moment in told.moments if moment.event.actor_id == user.id), None)
    if newest is None or at - newest.event.at > JUST_NOW:
        return None
    record = newest.record
    tried = isinstance(record, ContactAttempt) and record.outcome == "no_answer"
    if not tried and told.ticket.is_owed:
        return None
    mine = Filters(mine_and_unowned=user.id)
    return queue.first(db.session(), scope=scope_of(user), filters=mine, at=at, but=told.ticket.id)


def _asks_when_again(told: Story, user: User, at: datetime) -> bool:
    """Whether this person has just tried in vain, has not said when to try again, and the customer not answered."""
    if any(moment.event.kind == "letter_received" for moment in told.moments[:2]):
        return False
    newest = next((moment for moment in told.moments if moment.event.actor_id == user.id), None)
    if newest is None or not told.ticket.is_owed or at - newest.event.at > JUST_NOW:
        return False
    return isinstance(newest.record, ContactAttempt) and newest.record.outcome != "reached"


def _may_undo(told: Story, user: User, at: datetime) -> int | None:
    """The hand-over that this person may still take back: the newest, their own, of the last ten minutes."""
    newest = next((moment.record for moment in told.moments if isinstance(moment.record, Assignment)), None)
    is_fresh = newest is not None and newest.by_id == user.id and at - newest.at <= act.UNDO_WITHIN
    return newest.id if newest and is_fresh and told.ticket.is_open else None


def _band(ticket: Ticket) -> str | None:
    score, survey = ticket.response.score, ticket.survey
    if score is None or survey.report_low is None:
        return None
    return band(survey.metric, score) if survey.metric in ("nps", "csat", "ces", "osat", "enps") else None
