"""Verify: the customer says whether it is solved. Yes closes the loop; no reopens it.

The answer never enters the score. A GET changes nothing: mail scanners open links.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from cxloop.loop.verify.asking import was_not_asked
from cxloop.loop.verify.reopen import reopen
from cxloop.loop.verify.words import keep
from cxloop.people.models import User
from cxloop.tickets import queries, questions
from cxloop.tickets.changes import changed
from cxloop.tickets.models import CustomersWord, Ticket, Verification
from cxloop.tickets.steps import Step, after, is_waiting


class NoLongerAsked(Exception):
    """The question was answered already, its time is over, or it was withdrawn."""


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
        NoLongerAsked: answered, expired, or the ticket moved on; see `hear_word` for who speaks again.
    """
    verification = session.get(Verification, verification_id)
    ticket = queries.locked(session, verification.ticket_id) if verification else None
    if verification is None or ticket is None or not is_open(verification, ticket, at):
        raise NoLongerAsked
    said = keep(session, verification, word=word, comment=comment, at=at, via=via, recorded_by=recorded_by)
    take_effect(session, ticket, verification, said)
    return ticket


def take_effect(session: Session, ticket: Ticket, verification: Verification, said: CustomersWord) -> None:
    """Yes closes the loop; no and partly open it again."""
    if said.answer == "yes":
        confirm(
            session,
            ticket,
            verification,
            at=said.at,
            actor_id=said.recorded_by_id,
            via=said.via,
            word=said.id,
        )
        return
    reopen(
        session, ticket, at=said.at, verification=verification, actor_id=said.recorded_by_id, via=said.via,
        partly=said.answer == "partly", word=said.id,
    )  # fmt: skip


def is_newest(session: Session, verification: Verification) -> bool:
    """Whether no later resolution of the ticket asked its own question."""
    last = questions.newest(session, verification.ticket_id)
    return last is not None and last.id == verification.id


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
    word: int,
) -> None:
    """The customer says it is solved: the loop is closed."""
    ticket.state = after(Step.CONFIRM, ticket.state)
    ticket.closed_at = at
    changed(session, ticket, "verified", at=at, actor_id=actor_id, via=via, record=verification.id, word=word)


def expire_next(session: Session, *, at: datetime, most: int = 500) -> int:
    """Close what was asked and stayed silent as unverified, and what was never asked as such; returns how many."""
    over = queries.silent_verifications(session, at, most)
    for verification, ticket in over:
        if not is_waiting(ticket.state):
            verification.withdrawn_at = at
            continue
        unasked = was_not_asked(session, verification)
        verification.answer = "not_asked" if unasked else "silent"
        if not is_newest(session, verification):
            continue
        ticket.state = after(Step.END_UNASKED if unasked else Step.EXPIRE, ticket.state)
        ticket.closed_at = at
        kind = "not_asked" if unasked else "unverified"
        changed(session, ticket, kind, at=at, actor_id=None, via="job", record=verification.id)
    session.flush()
    return len(over)
