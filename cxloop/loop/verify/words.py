"""What the customer says about a question, each word kept with its moment; the last that counts is the answer."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.accounts.consent import change_consent
from cxloop.accounts.models import Contact
from cxloop.people.models import User
from cxloop.tickets.models import CustomersWord, Ticket, Verification

ANSWERS = ("yes", "partly", "no")
MOST_WORDS = 20
"""About one question; whoever needs more is better called."""


def keep(
    session: Session, verification: Verification, *, word: str | None, comment: str, at: datetime, via: str,
    recorded_by: User | None, counts: bool = True,
) -> CustomersWord:  # fmt: skip
    """Write the word down; one that counts becomes the answer to the question, and what was the answer stays kept."""
    if counts and verification.answer in ANSWERS:
        _keep_what_stood(session, verification)
    said = CustomersWord(
        ticket_id=verification.ticket_id, verification_id=verification.id, at=at, answer=word,
        comment=comment.strip() or None, counts=counts, via=via,
        recorded_by_id=recorded_by.id if recorded_by else None,
    )  # fmt: skip
    session.add(said)
    if counts:
        verification.asked_at = verification.asked_at or at
        verification.answered_at, verification.answer = at, word
        verification.comment, verification.via = said.comment, via
        verification.recorded_by_id = said.recorded_by_id
    session.flush()
    return said


def _keep_what_stood(session: Session, verification: Verification) -> None:
    """A new answer that said it left no word here: without one nobody would know tomorrow that it had been said."""
    counting = select(CustomersWord.id).where(
        CustomersWord.verification_id == verification.id, CustomersWord.counts
    )
    if session.scalar(counting.limit(1)) is not None:
        return
    session.add(
        CustomersWord(
            ticket_id=verification.ticket_id, verification_id=verification.id, at=verification.answered_at,
            answer=verification.answer, comment=verification.comment, counts=True, via=verification.via or "",
            recorded_by_id=verification.recorded_by_id,
        )
    )  # fmt: skip
    session.flush()


def last_said(session: Session, verification_id: int) -> CustomersWord | None:
    """The newest word about this question."""
    return session.scalars(
        select(CustomersWord)
        .where(CustomersWord.verification_id == verification_id)
        .order_by(CustomersWord.id.desc())
        .limit(1)
    ).first()


def has_room(session: Session, verification_id: int) -> bool:
    """Whether another word is kept."""
    said = select(func.count()).where(CustomersWord.verification_id == verification_id)
    return (session.scalar(said) or 0) < MOST_WORDS


def ask_no_more(session: Session, ticket_id: int, purposes: Sequence[str], *, at: datetime) -> None:
    """The customer of this ticket ends what we may contact them for, by the link of our own letter."""
    ticket = session.get_one(Ticket, ticket_id)
    contact = session.get(Contact, ticket.contact_id) if ticket.contact_id else None
    if contact is not None:
        change_consent(session, contact, given=False, at=at, source="link", purposes=purposes)
