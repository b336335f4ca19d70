"""Act: somebody takes the ticket, reaches the customer, and says what was wrong and what was done.

Every function works inside the caller's unit of work, locks the ticket's row, and writes one record and one event.
`via` is the door: web, slack, api, job or cli. `at` is now, aware.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from cxloop.loop import verify
from cxloop.loop.act import promising
from cxloop.people.models import User
from cxloop.tickets import (
    given_promises,
    handing_over,
    promises,
    queries,
    reaching,
    trail,
    waits,
    written_later,
)
from cxloop.tickets.changes import changed
from cxloop.tickets.going_on import end_wait
from cxloop.tickets.models import Assignment, ContactAttempt, Note, Resolution, Ticket
from cxloop.tickets.requirements import CHANNELS, OUTCOMES, Closing, StepIncomplete, missing_to_close
from cxloop.tickets.steps import CLOSING_KINDS, Step, after


class TakenBySomeoneElse(Exception):
    """Two people at once: the other one has it. `owner_id` says who."""

    def __init__(self, owner_id: int) -> None:
        super().__init__("somebody else has this ticket")
        self.owner_id = owner_id


def take(session: Session, ticket_id: int, *, by: User, at: datetime, via: str) -> Ticket:
    """Make the ticket one's own. Taking one's own ticket again changes nothing.

    A ticket that round-robin gave to a colleague may be taken until that colleague has confirmed it.

    Raises:
        TakenBySomeoneElse: a colleague took it or was given it by a person.
        StepRefused: it is closed.
    """
    ticket = queries.locked(session, ticket_id)
    given_by_hand = queries.owner_confirmed(session, ticket)
    if ticket.owner_id == by.id and given_by_hand:
        return ticket
    if ticket.owner_id not in (None, by.id) and given_by_hand:
        raise TakenBySomeoneElse(ticket.owner_id or 0)
    return _give(session, ticket, owner_id=by.id, by=by, at=at, via=via, note=None, kind="taken")


def assign(
    session: Session,
    ticket_id: int,
    *,
    owner_id: int | None,
    by: User | None,
    at: datetime,
    via: str,
    note: str = "",
    tell: bool = True,
) -> Ticket:
    """Hand the ticket over to a colleague; `owner_id` None puts it back into the team's triage queue.

    `by` None is an operator at the command line. The new owner is told; `tell=False` is for an act that gives many and
    tells of all of them at once, by `handing_over.tell_new_owner`.
    """
    ticket = queries.locked(session, ticket_id)
    if ticket.owner_id == owner_id:
        return ticket
    _give(
        session, ticket, owner_id=owner_id, by=by, at=at, via=via, note=note.strip() or None, kind="assigned"
    )
    if tell and owner_id is not None:
        by_id = by.id if by else None
        handing_over.tell_new_owner(session, [ticket.id], owner_id=owner_id, by_id=by_id, at=at)
    return ticket


def log_contact(
    session: Session,
    ticket_id: int,
    *,
    by: User,
    at: datetime,
    via: str,
    channel: str = "phone",
    outcome: str = "reached",
    minutes: int | None = None,
    said: str = "",
    mood: str | None = None,
    next_step: str = "",
    next_step_on: date | None = None,
    happened_at: datetime | None = None,
    letter: int | None = None,
) -> ContactAttempt:
    """Write down that we reached out. Only `reached` keeps the promise of a first contact.

    Whoever reaches out for a ticket that nobody owns becomes its owner. What happened earlier counts at its own moment
    and in the round of that moment; `happened_at` None: just now. A next step with a day is a promise to the customer.
    `letter` is the one that was the contact.

    Raises:
        StepRefused: the ticket is resolved or closed.
        StepIncomplete: channel or outcome is not one we know, the next step lies on a day that is over, or the contact
            ahead or before the ticket.
    """
    wrong = {"channel": "unknown"} if channel not in CHANNELS else {}
    wrong |= {"outcome": "unknown"} if outcome not in OUTCOMES else {}
    if wrong:
        raise StepIncomplete(wrong)
    ticket = queries.locked(session, ticket_id)
    reached = outcome == "reached"
    step = Step.REACH if reached else Step.ATTEMPT
    after(step, ticket.state)
    when = written_later.happened(session, ticket, happened_at, at)
    promised_for = promising.by_the_day(next_step_on, ticket, at) if next_step_on else None
    if next_step_on is not None and promised_for is None:
        raise StepIncomplete({"next_step_on": "in_the_past"})
    if next_step_on is not None and not next_step.strip():
        raise StepIncomplete({"next_step": "say_what_was_promised"})
    if letter is None:  # who wrote it owned the ticket then, and may have left since
        if when.segment == ticket.segment:
            end_wait(session, ticket, "contact", at=at, actor_id=by.id, via=via)
        own_if_nobody_does(session, ticket, by=by, at=at, via=via)
    attempt = ContactAttempt(
        ticket_id=ticket.id,
        segment=when.segment,
        by_id=by.id,
        at=when.at,
        written_at=when.written_at,
        channel=channel,
        outcome=outcome,
        minutes=minutes,
        said=said.strip() or None,
        mood=mood or None,
        next_step=next_step.strip() or None,
        next_step_on=next_step_on,
    )
    session.add(attempt)
    session.flush()
    facts = {"record": attempt.id, "channel": channel, "outcome": outcome}
    facts |= {"letter": letter} if letter else {}
    if when.segment == ticket.segment:
        _stepped(session, ticket, step)
    else:
        facts["round"] = when.segment
    promises.contacted(ticket, when.at, reached=reached, segment=when.segment)
    is_theirs = letter is not None and reached  # a customer's answer is nobody's step
    actor_id = None if is_theirs else by.id
    changed(session, ticket, "contact_logged", at=at, actor_id=actor_id, via=via, **facts)
    if promised_for is not None:
        promising.promise(
            session,
            ticket.id,
            what=next_step,
            due_at=promised_for,
            by=by,
            at=at,
            via=via,
            attempt_id=attempt.id,
        )
    return attempt


def _stepped(session: Session, ticket: Ticket, step: Step) -> None:
    """What waits for the answer to a letter waits on when the letter leaves: the step counts for when it goes on."""
    if (wait := waits.present(session, ticket)) is not None:
        wait.state_before = after(step, wait.state_before)
    else:
        ticket.state = after(step, ticket.state)


def add_note(session: Session, ticket_id: int, *, by: User, at: datetime, via: str, body: str) -> Note:
    """Leave something for colleagues; the customer never sees it.

    Raises:
        StepIncomplete: the note is empty.
    """
    if not body.strip():
        raise StepIncomplete({"body": "write_something"})
    ticket = queries.locked(session, ticket_id)
    note = Note(ticket_id=ticket.id, by_id=by.id, at=at, body=body.strip())
    session.add(note)
    session.flush()
    trail.write(session, ticket, "noted", at=at, actor_id=by.id, via=via, record=note.id)
    return note


def resolve(
    session: Session, ticket_id: int, *, closing: Closing, by: User, at: datetime, via: str
) -> Resolution:
    """Say that it is fixed (cause, action, how the customer was told), or why it cannot be.

    A resolved ticket asks the customer, once, whether it is solved; see `verify.ask`.

    Raises:
        StepRefused: it is resolved or closed already.
        StepIncomplete: something is missing; `missing` names the fields.
    """
    ticket = queries.locked(session, ticket_id)
    step = CLOSING_KINDS[closing.kind]
    state = after(step, ticket.state)
    missing = missing_to_close(
        closing, reaching.attempts_made(session, ticket), reaching.wrote_at(session, ticket),
        is_promised=bool(given_promises.of_ticket(session, ticket.id)),
    )  # fmt: skip
    if missing:
        raise StepIncomplete(missing)
    end_wait(session, ticket, "resolved", at=at, actor_id=by.id, via=via)
    own_if_nobody_does(session, ticket, by=by, at=at, via=via)
    resolution = Resolution(
        ticket_id=ticket.id,
        by_id=by.id,
        at=at,
        kind=closing.kind,
        driver_id=closing.driver_id,
        cause_unknown_because=closing.cause_unknown_because.strip() or None,
        action=closing.action.strip() or None,
        told_text=closing.told_text.strip() or None,
        told_how=closing.told_how,
        told_at=(closing.told_at or at) if closing.told_how else None,
        not_told_because=(closing.not_told_because.strip() or None) if not closing.told_how else None,
    )
    session.add(resolution)
    session.flush()
    ticket.state = state
    if step is Step.RESOLVE:
        ticket.first_resolved_at = ticket.first_resolved_at or at
        ticket.resolved_at = at
    else:
        ticket.closed_at = at
    kind = "resolved" if step is Step.RESOLVE else "closed"
    facts = {"record": resolution.id, "closing": closing.kind, "driver": closing.driver_id}
    changed(session, ticket, kind, at=at, actor_id=by.id, via=via, **facts)
    if closing.promises:
        promising.settle_when_resolved(session, ticket, closing.promises, by=by, at=at, via=via)
    if step is Step.RESOLVE:
        verify.ask(session, ticket, resolution, at=at)
    return resolution


def _give(
    session: Session, ticket: Ticket, *, owner_id: int | None, by: User | None, at: datetime, via: str,
    note: str | None, kind: str,
) -> Ticket:  # fmt: skip
    before, by_id = ticket.owner_id, by.id if by else None
    if owner_id is None:
        end_wait(session, ticket, "released", at=at, actor_id=by_id, via=via)
    ticket.state = after(Step.ASSIGN if owner_id else Step.RELEASE, ticket.state)
    record = _own(session, ticket, owner_id=owner_id, by_id=by_id, at=at, note=note)
    facts = {"record": record.id, "before": before, "owner": owner_id}
    changed(session, ticket, kind, at=at, actor_id=by_id, via=via, **facts)
    return ticket


def own_if_nobody_does(session: Session, ticket: Ticket, *, by: User, at: datetime, via: str) -> None:
    """Who works on a ticket of nobody's owns it, and the trail says so."""
    if ticket.owner_id is None:
        ticket.state = after(Step.ASSIGN, ticket.state)
        record = _own(session, ticket, owner_id=by.id, by_id=by.id, at=at, note=None)
        facts = {"record": record.id, "before": None, "owner": by.id}
        trail.write(session, ticket, "taken", at=at, actor_id=by.id, via=via, **facts)


def _own(
    session: Session,
    ticket: Ticket,
    *,
    owner_id: int | None,
    by_id: int | None,
    at: datetime,
    note: str | None,
) -> Assignment:
    if owner_id != ticket.owner_id and not ticket.is_paused:
        ticket.again_at = None
    ticket.owner_id = owner_id
    record = Assignment(ticket_id=ticket.id, owner_id=owner_id, by_id=by_id, at=at, note=note)
    session.add(record)
    session.flush()
    return record
