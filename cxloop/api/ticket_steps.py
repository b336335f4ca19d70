"""Steps on a ticket, through the very verbs the pages use: one ticket, one colleague, one record.

A program takes no step of its own: it says which colleague did it, and that colleague must be allowed to.
"""

from collections.abc import Callable
from datetime import date

from flask import current_app, g
from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.api import sight
from cxloop.api.entrance import ONE, v1
from cxloop.api.once import Answer, Work
from cxloop.api.problems import Fault, Refusal, not_found, refused
from cxloop.api.programs import via
from cxloop.api.speaking import said, speaks
from cxloop.api.ticket_shapes import (
    NewAssignment,
    NewContactAttempt,
    NewLetter,
    NewNote,
    NewReopening,
    NewResolution,
    NewSnooze,
    Stepped,
    Stepping,
    Taking,
    Ticket,
)
from cxloop.api.tickets import one
from cxloop.database import db
from cxloop.drivers.models import Driver
from cxloop.loop import act, verify
from cxloop.mail.questions import spoken_to
from cxloop.people.models import User
from cxloop.people.policies import may_act_for, may_work_on, scope_of
from cxloop.people.scopes import Needs
from cxloop.responses.importing.texts import cleaned
from cxloop.tickets import models, pressing, queries
from cxloop.tickets.requirements import Closing, StepIncomplete
from cxloop.tickets.steps import State, StepRefused

WRITE = Needs("tickets:write")
YEARS = range(2000, 2100)
SENTENCES = {
    "more_attempts_needed": "Three attempts on two channels over two days are needed first.",
    "say_why": "Say why, in a sentence.",
    "choose_cause_or_say_why_unknown": "Name a cause (`driver`), or say why it is not known.",
    "say_what_was_done": "Say what was done for the customer.",
    "say_how_told_or_why_not": "Say how the customer was told, or why not.",
    "write_something": "Write something.",
    "not_ahead": "The moment must lie ahead.",
    "too_far": "At most thirty days ahead.",
    "field_left": "Nothing is known here for what stands in braces.",
    "also_internal": "A sentence of it also stands in an internal text: take it out, or send is_meant.",
    "too_long": "That is too long.",
    "nobody_known": "The answer came without a name: there is nobody to write to.",
    "no_address": "No e-mail address is known of this customer.",
    "wants_no_contact": "This customer does not want to be contacted.",
    "unknown": "Use one of the list.",
    "in_the_past": "That day is over: what is promised lies ahead.",
    "say_what_is_needed": "Say what is needed.",
    "say_what_was_promised": "Say what was promised.",
    "say_by_when": "Say by when.",
    "promise_in_the_past": "The moment must lie ahead.",
    "promise_too_far": "At most a year ahead.",
    "say_about_promises": "Something was promised and is not settled: `promises` says what becomes of it.",
    "in_the_future": "That moment is still to come: write down what has happened.",
    "before_the_ticket": "The ticket was not open yet at that moment.",
}
Verb = Callable[[Session, models.Ticket, User], object]


@v1.post(f"/tickets/{ONE}/taking", policy=WRITE)
@speaks("Take a ticket", {200: (Ticket, Stepped)}, body=Taking, refuses=[404])
def take(number: int, body: Taking) -> Work:
    """Make it a colleague's own; 409 when somebody else has it."""
    return step(
        number, body, lambda session, _ticket, by: act.take(session, number, by=by, at=g.moment, via=via())
    )


@v1.post(f"/tickets/{ONE}/assignments", policy=WRITE)
@speaks("Hand a ticket over", {200: (Ticket, Stepped)}, body=NewAssignment, refuses=[404])
def assign(number: int, body: NewAssignment) -> Work:
    """To a colleague, or back into the team's triage queue."""

    def verb(session: Session, _ticket: models.Ticket, by: User) -> object:
        owner = _colleague(session, body.owner, "owner") if body.owner else None
        if owner and owner.id not in {one.id for one in pressing.colleagues(session, scope_of(by))}:
            raise refused(
                "owner", "colleague_unknown", "There is no colleague of this address you may name here."
            )
        owner_id = owner.id if owner else None
        return act.assign(
            session, number, owner_id=owner_id, by=by, at=g.moment, via=via(), note=cleaned(body.note)
        )

    return step(number, body, verb)


@v1.post(f"/tickets/{ONE}/contacts", policy=WRITE)
@speaks("Log a contact", {200: (Ticket, Stepped)}, body=NewContactAttempt, refuses=[404])
def log_contact(number: int, body: NewContactAttempt) -> Work:
    """Write down that we reached out."""
    likely("next_step_on", body.next_step_on)
    likely("happened_at", body.happened_at.date() if body.happened_at else None)

    def verb(session: Session, _ticket: models.Ticket, by: User) -> object:
        return act.log_contact(
            session, number, by=by, at=g.moment, via=via(), channel=body.channel, outcome=body.outcome,
            minutes=body.minutes, said=cleaned(body.said), mood=body.mood, next_step=cleaned(body.next_step),
            next_step_on=body.next_step_on, happened_at=body.happened_at,
        )  # fmt: skip

    return step(number, body, verb)


@v1.post(f"/tickets/{ONE}/letters", policy=WRITE)
@speaks("Write to the customer", {200: (Ticket, Stepped)}, body=NewLetter, refuses=[404])
def write_letter(number: int, body: NewLetter) -> Work:
    """A letter by e-mail, signed by the colleague and the company, in the customer's language; it leaves by itself."""
    subject, text = cleaned(body.subject), cleaned(body.body)

    def verb(session: Session, ticket: models.Ticket, by: User) -> object:
        language = spoken_to(session, current_app.config["SETTINGS"], ticket)
        return act.write_letter(
            session, number, by=by, at=g.moment, via=via(), subject_line=subject, body=text, language=language,
            is_meant=body.is_meant,
        )  # fmt: skip

    return step(number, body, verb)


@v1.post(f"/tickets/{ONE}/snooze", policy=WRITE)
@speaks("Put a ticket off", {200: (Ticket, Stepped)}, body=NewSnooze, refuses=[404])
def put_off(number: int, body: NewSnooze) -> Work:
    """Until a moment within thirty days; it is back before when somebody tries, the customer writes, or the owner
    changes."""
    likely("until", body.until.date())
    reason = cleaned(body.reason)

    def verb(session: Session, _ticket: models.Ticket, by: User) -> object:
        return act.snooze(session, number, until=body.until, by=by, at=g.moment, via=via(), reason=reason)

    return step(number, body, verb)


@v1.post(f"/tickets/{ONE}/notes", policy=WRITE)
@speaks("Leave a note", {200: (Ticket, Stepped)}, body=NewNote, refuses=[404])
def add_note(number: int, body: NewNote) -> Work:
    """For colleagues; the customer never sees it."""
    text = cleaned(body.body)
    return step(
        number, body,
        lambda session, _ticket, by: act.add_note(session, number, by=by, at=g.moment, via=via(), body=text),
    )  # fmt: skip


@v1.post(f"/tickets/{ONE}/resolution", policy=WRITE)
@speaks("Resolve a ticket", {200: (Ticket, Stepped)}, body=NewResolution, refuses=[404])
def resolve(number: int, body: NewResolution) -> Work:
    """The customer is then asked, once, whether it is solved. Every requirement of the page holds here."""
    likely("told_at", body.told_at.date() if body.told_at else None)

    def verb(session: Session, _ticket: models.Ticket, by: User) -> object:
        closing = Closing(
            kind=body.kind, driver_id=_driver(session, body.driver), action=cleaned(body.action),
            told_text=cleaned(body.told_text),
            cause_unknown_because=cleaned(body.cause_unknown_because), told_how=body.told_how,
            told_at=min(body.told_at, g.moment) if body.told_at else None,
            not_told_because=cleaned(body.not_told_because), promises=body.promises,
        )  # fmt: skip
        return act.resolve(session, number, closing=closing, by=by, at=g.moment, via=via())

    return step(number, body, verb)


@v1.post(f"/tickets/{ONE}/reopening", policy=WRITE)
@speaks("Open a ticket again", {200: (Ticket, Stepped)}, body=NewReopening, refuses=[404])
def reopen(number: int, body: NewReopening) -> Work:
    """With the same owner and a new deadline."""

    def verb(session: Session, ticket: models.Ticket, by: User) -> object:
        reason = cleaned(body.reason)
        if not reason:
            raise StepIncomplete({"reason": "say_why"})
        return verify.reopen(session, ticket, at=g.moment, actor_id=by.id, via=via(), reason=reason)

    return step(number, body, verb)


def step(number: int, body: Stepping, verb: Verb) -> Work:
    """Lock, check who and which version, take the step, answer with the ticket as it is then."""

    def work() -> Answer:
        session = db.session()
        by = _colleague(session, body.by, "by")
        try:
            ticket = queries.locked(session, number)
            seen = sight.scope().covers(ticket.team_id, ticket.owner_id)
            if not seen or not may_work_on(by, ticket.team_id, ticket.owner_id):
                raise not_found()
            if body.version is not None and body.version != ticket.version:
                raise _moved_on(f"The ticket has changed: its version is {ticket.version} now.")
            verb(session, ticket, by)
        except queries.NoSuchTicket:
            raise not_found() from None
        except act.TakenBySomeoneElse as taken:
            owner = session.get(User, taken.owner_id)
            name = owner.name if owner and sight.reads("tickets") else "Somebody else"
            raise _moved_on(f"{name} has this ticket.") from None
        except act.PromiseSettled:
            raise _moved_on("There is no such promise that still stands.") from None
        except act.TaskSettled:
            raise _moved_on("There is no such task that still stands.") from None
        except StepRefused as refusal:
            raise _moved_on(f"A ticket that is {refusal.state} cannot take this step.") from None
        except StepIncomplete as incomplete:
            raise _incomplete(incomplete.missing) from None
        session.flush()
        return said(_shown(session, number))

    return work


def _shown(session: Session, number: int) -> Ticket | Stepped:
    """Nothing that the token may not read; nor a ticket that went out of its person's sight by this step."""
    ticket = session.get_one(models.Ticket, number, populate_existing=True)
    if sight.reads("tickets") and sight.scope().covers(ticket.team_id, ticket.owner_id):
        return one(session, number)
    return Stepped(id=ticket.id, version=ticket.version, state=State(ticket.state))


def _moved_on(why: str) -> Refusal:
    return Refusal(409, "moved-on", f"{why} Nothing was changed.")


def _incomplete(missing: dict[str, str]) -> Refusal:
    names = {"driver_id": "driver", "owner_id": "owner"}
    errors = [
        Fault(field=names.get(name, name), code=code, detail=SENTENCES.get(code, code))
        for name, code in missing.items()
    ]
    return Refusal(422, "refused", "Something is missing. Nothing was changed.", errors=errors)


def _colleague(session: Session, email: str | None, field: str) -> User:
    if email is not None:
        found = session.scalars(select(User).where(User.email == email.strip().casefold())).first()
        if found is None or not _may_name(found, field):
            raise refused(
                field, "colleague_unknown", "There is no colleague of this address you may name here."
            )
        return found
    person = session.get(User, g.person.id) if g.person else None
    if person is None:
        raise Refusal(403, "person-missing", "The token is nobody's: say in `by` which colleague did it.")
    return person


def _may_name(colleague: User, field: str) -> bool:
    if g.person is None:
        return colleague.is_active
    return may_act_for(g.person, colleague) if field == "by" else colleague.is_active


def _driver(session: Session, key: str | None) -> int | None:
    if key is None:
        return None
    found = session.scalar(select(Driver.id).where(Driver.key == key, Driver.retired_at.is_(None)))
    if found is None:
        raise refused("driver", "driver_unknown", "There is no such cause; /drivers lists them.")
    return found


def likely(field: str, day: date | None) -> None:
    if day is not None and day.year not in YEARS:
        raise refused(field, "date_outside", "Use a year between 2000 and 2099.")
