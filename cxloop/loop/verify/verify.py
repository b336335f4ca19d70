"""Verify: the customer says whether it is solved. Yes closes the loop; no reopens it.

The answer never enters the score. A GET changes nothing: mail scanners open links.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.calendars.queries import working_time_of
from cxloop.calendars.working_time import add_business_time
from cxloop.people.models import User
from cxloop.tickets import policies, queries, trail
from cxloop.tickets.changes import changed, subject
from cxloop.tickets.models import Reopening, Resolution, Ticket, Verification
from cxloop.tickets.steps import Step, after

WINDOW = timedelta(days=14)
DECIDE_WITHIN = timedelta(hours=16)
"""Two working days to decide what to do after "partly"."""
ANSWERS = ("yes", "partly", "no")


class NoLongerAsked(Exception):
    """The question was answered already, its time is over, or a newer one replaced it."""


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
    waits = verification.answer is None and verification.expires_at > at
    return waits and ticket.state == "resolved"


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


def reopen(
    session: Session,
    ticket: Ticket,
    *,
    at: datetime,
    verification: Verification | None = None,
    actor_id: int | None = None,
    via: str,
    reason: str = "",
    partly: bool = False,
) -> Reopening:
    """It is not solved: a new segment begins with the same owner, a new deadline, and the team is told.

    Old times stay. After "partly" the owner has two working days; after "no" the policy's whole length.
    """
    ticket.state = after(Step.ANSWER_PARTLY if partly else Step.REOPEN, ticket.state)
    record = Reopening(
        ticket_id=ticket.id,
        at=at,
        verification_id=verification.id if verification else None,
        by_id=actor_id,
        reason=reason.strip() or None,
    )
    session.add(record)
    session.flush()
    ticket.segment += 1
    ticket.resolved_at = ticket.closed_at = None
    within = DECIDE_WITHIN if partly else policies.pinned(session, ticket).resolution_within
    ticket.resolution_due_at = add_business_time(at, within, working_time_of(session, ticket.calendar_id))
    changed(session, ticket, "reopened", at=at, actor_id=actor_id, via=via, record=record.id, partly=partly)
    outbox.enqueue(
        session,
        kind="reopened",
        subject=subject(ticket.id),
        via="slack",
        recipient=f"team:{ticket.team_id}",
        at=at,
        step=record.id,
        facts={"partly": partly},
    )
    return record


def expire_next(session: Session, *, at: datetime, most: int = 500) -> int:
    """Close as unverified what was asked and stayed silent; returns how many."""
    silent = queries.silent_verifications(session, at, most)
    for verification, ticket in silent:
        verification.answer = "silent"
        if ticket.state != "resolved":
            continue
        ticket.state = after(Step.EXPIRE, ticket.state)
        ticket.closed_at = at
        changed(session, ticket, "unverified", at=at, actor_id=None, via="job", record=verification.id)
    session.flush()
    return len(silent)
