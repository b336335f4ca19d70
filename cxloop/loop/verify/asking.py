"""Ask: one question to the customer, in one letter with the others that wait for them; and who was not asked."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts.consent import is_allowed
from cxloop.accounts.models import Contact
from cxloop.alerts import outbox
from cxloop.people.company import company
from cxloop.tickets import queries, questions, trail
from cxloop.tickets.changes import subject
from cxloop.tickets.conversation import reply_addresses
from cxloop.tickets.models import Resolution, Ticket, Verification

LETTERS_APART = timedelta(hours=24)
"""While a letter of ours is unanswered, the next question waits until so long after it."""


def window(session: Session, at: datetime) -> timedelta:
    """How long a question asked now waits for the customer's word; one that waits already keeps its own."""
    return timedelta(days=company(session, at).verification_days)


def may_be_asked(session: Session, contact: Contact, at: datetime) -> bool:
    """Whether a letter with the question may go to this customer now."""
    return bool(contact.email) and is_allowed(session, contact, "verification", at)


def is_asked_by_letter(session: Session, ticket: Ticket, at: datetime) -> bool:
    """Whether the question about this ticket goes out by letter: its survey asks, and its customer may be asked."""
    contact = ticket.contact
    return contact is not None and ticket.survey.asks_whether_solved and may_be_asked(session, contact, at)


def ask(session: Session, ticket: Ticket, resolution: Resolution, *, at: datetime) -> Verification:
    """Ask the customer once whether it is solved.

    Who cannot be written to is not asked by letter (`asked_at` stays None) until a colleague asks by phone; the window
    runs all the same, so that no ticket waits for ever. Who has had a letter of ours within LETTERS_APART and has not
    answered it gets the next one when that time is over.
    """
    verification = Verification(
        ticket_id=ticket.id,
        resolution_id=resolution.id,
        nonce=secrets.token_urlsafe(24),
        expires_at=at + window(session, at),
    )
    contact = ticket.contact
    last = questions.last_letter(session, contact.id, at) if contact else None
    session.add(verification)
    session.flush()
    if not is_asked_by_letter(session, ticket, at):
        return verification
    if last is not None and last + LETTERS_APART > at:
        verification.write_after = last + LETTERS_APART
        session.flush()
    else:
        _write(session, ticket, verification, at)
    return verification


def write_next(session: Session, *, at: datetime, most: int = 500) -> int:
    """Write the letters that waited for their time; a question that no longer waits is left; returns how many."""
    due = questions.due_to_write(session, at, most)
    for number in due:
        verification = session.get_one(Verification, number)
        ticket = queries.locked(session, verification.ticket_id)
        verification.write_after = None
        newest = questions.newest(session, ticket.id)
        stands = verification.answer is None and verification.withdrawn_at is None
        waits = ticket.state == "resolved" and stands and newest is verification
        if waits and is_asked_by_letter(session, ticket, at):
            verification.expires_at = at + window(session, at)
            _write(session, ticket, verification, at)
    session.flush()
    return len(due)


def letter_left(session: Session, verification_ids: Sequence[int], letter_id: int, at: datetime) -> None:
    """This letter with these questions was handed to the mail server."""
    for number in verification_ids:
        verification = session.get_one(Verification, number)
        verification.sent_at, verification.letter_id = verification.sent_at or at, letter_id
        verification.asked_at = verification.asked_at or at
    session.flush()


def not_written(session: Session, verification_ids: Iterable[int]) -> None:
    """The letter with these questions will not leave: who has not said anything was not asked."""
    for number in verification_ids:
        verification = session.get(Verification, number)
        if verification is not None and verification.sent_at is None and verification.answer is None:
            verification.asked_at = None
    session.flush()


def came_back(session: Session, letter_id: int) -> bool:
    """This letter did not reach its address: who has not answered was not asked by it. False: nobody waits for it."""
    waits = (Verification.letter_id == letter_id, Verification.answer.is_(None))
    waiting = session.scalars(select(Verification).where(*waits, Verification.sent_at.is_not(None))).all()
    for verification in waiting:
        verification.sent_at = verification.asked_at = None
    session.flush()
    return bool(waiting)


def was_not_asked(session: Session, verification: Verification) -> bool:
    """Whether the window ended without anybody having asked: no letter, or one that nobody got."""
    if verification.sent_at is None and questions.letter_died(session, verification):
        verification.asked_at = None
    return verification.asked_at is None


def _write(session: Session, ticket: Ticket, verification: Verification, at: datetime) -> None:
    verification.asked_at = at
    reply_addresses.ensure(session, ticket.id)
    outbox.enqueue(
        session, kind=questions.LETTER, subject=subject(ticket.id), via="mail",
        recipient=f"contact:{ticket.contact_id}", at=at, step=verification.id,
        facts={"verification": verification.id},
    )  # fmt: skip
    trail.write(
        session, ticket, "verification_asked", at=at, actor_id=None, via="job", record=verification.id
    )
