"""Verify: the customer says whether it is solved. Yes closes the loop; no reopens it.

The answer never enters the score. A GET changes nothing: mail scanners open links.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.loop.verify.reopen import reopen
from cxloop.people.models import User
from cxloop.tickets import queries, trail
from cxloop.tickets.changes import changed, subject
from cxloop.tickets.models import Resolution, Ticket, Verification
from cxloop.tickets.steps import Step, after, is_waiting

WINDOW = timedelta(days=14)
ANSWERS = ("yes", "partly", "no")


class NoLongerAsked(Exception):
    """The question was answered already, its time is over, or it was withdrawn."""


def ask(session: Session, ticket: Ticket, resolution: Resolution, *, at: datetime) -> Verification:
    """Ask the customer once whether it is solved.

    Who cannot be written to is not asked by letter (`asked_at` stays None) until a colleague asks by phone; the window
    runs all the same, so that no ticket waits for ever.
    """
    contact = ticket.contact
    by_letter = contact is not None and contact.may_contact and bool(contact.email)
    verification = Verification(
        ticket_id=ticket.id,
        resolution_id=resolution.id,
        nonce=secrets.token_urlsafe(24),
        asked_at=at if by_letter else None,
        expires_at=at + WINDOW,
    )
    session.add(verification)
    session.flush()
    if contact is not None and by_letter:
        outbox.enqueue(
            session,
            kind="verification_asked",
            subject=subject(ticket.id),
            via="mail",
            recipient=f"contact:{contact.id}",
            at=at,
            step=verification.id,
            facts={"verification": verification.id},
        )
        trail.write(
            session, ticket, "verification_asked", at=at, actor_id=None, via="job", record=verification.id
        )
    return verification


def answer(
    session: Session,
    verification_id: int,
    *,
    word: str,
    comment: str = "",
    at: datetime,
    via: str = "link",
    recorded_by: User | None = None,
) -> Ticket:
    """The customer's word: yes closes the loop, partly and no give the ticket back to its owner.

    Args:
        word: one of ANSWERS.
        via: link, or phone when `recorded_by` wrote it down.

    Raises:
        NoLongerAsked: answered, expired, or the ticket moved on.
    """
    verification = session.get(Verification, verification_id)
    ticket = queries.locked(session, verification.ticket_id) if verification else None
    if verification is None or ticket is None or not is_open(verification, ticket, at):
        raise NoLongerAsked
    verification.asked_at = verification.asked_at or at
    verification.answered_at, verification.answer = at, word
    verification.comment, verification.via = comment.strip() or None, via
    verification.recorded_by_id = recorded_by.id if recorded_by else None
    actor_id = recorded_by.id if recorded_by else None
    if word == "yes":
        confirm(session, ticket, verification, at=at, actor_id=actor_id, via=via)
    else:
        reopen(
            session,
            ticket,
            at=at,
            verification=verification,
            actor_id=actor_id,
            via=via,
            partly=word == "partly",
        )
    return ticket


def is_open(verification: Verification, ticket: Ticket, at: datetime) -> bool:
    """Whether the question still waits for an answer."""
    stands = verification.answer is None and verification.withdrawn_at is None
    return stands and verification.expires_at > at and is_waiting(ticket.state)


def confirm(
    session: Session,
    ticket: Ticket,
    verification: Verification,
    *,
    at: datetime,
    actor_id: int | None,
    via: str,
) -> None:
    """The customer says it is solved: the loop is closed."""
    ticket.state = after(Step.CONFIRM, ticket.state)
    ticket.closed_at = at
    changed(session, ticket, "verified", at=at, actor_id=actor_id, via=via, record=verification.id)


def expire_next(session: Session, *, at: datetime, most: int = 500) -> int:
    """Close as unverified what was asked and stayed silent; returns how many."""
    silent = queries.silent_verifications(session, at, most)
    for verification, ticket in silent:
        if not is_waiting(ticket.state):
            verification.withdrawn_at = at
            continue
        verification.answer = "silent"
        ticket.state = after(Step.EXPIRE, ticket.state)
        ticket.closed_at = at
        changed(session, ticket, "unverified", at=at, actor_id=None, via="job", record=verification.id)
    session.flush()
    return len(silent)
