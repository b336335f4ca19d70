"""What the customer's page shows: the question, their word so far, and whether another still counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.loop import verify
from cxloop.people.models import User
from cxloop.tickets.models import CustomersWord, Ticket, Verification

LONGEST_QUOTE = 1500


@dataclass(frozen=True)
class Shown:
    """The page's facts; `said` and `told` are what the letter shows of them."""

    said: str | None
    said_language: str | None
    told: str | None
    by: str
    answer: str | None
    words: Sequence[CustomersWord]
    """What they said since, oldest first."""
    until: datetime
    is_open: bool
    is_withdrawn: bool
    complained: bool
    """They answered again instead, and that was their word."""
    may_change: bool
    is_full: bool


def shown(
    session: Session, verification: Verification, ticket: Ticket, at: datetime, *, is_full: bool
) -> Shown:
    """Read only."""
    words = session.scalars(
        select(CustomersWord)
        .where(CustomersWord.verification_id == verification.id)
        .order_by(CustomersWord.id)
    ).all()
    resolution, comment = verification.resolution, ticket.response.comment
    return Shown(
        said=comment if not comment or len(comment) <= LONGEST_QUOTE else comment[:LONGEST_QUOTE] + "…",
        said_language=ticket.response.language,
        told=resolution.told_text,
        by=session.get_one(User, resolution.by_id).name,
        answer=verification.answer if verification.answer in verify.ANSWERS else None,
        words=words,
        until=verification.expires_at,
        is_open=verify.is_open(verification, ticket, at),
        is_withdrawn=verification.withdrawn_at is not None and verification.answer is None,
        complained=verification.via == verify.NEW_ANSWER,
        may_change=verify.may_change(session, verification, ticket, at),
        is_full=is_full or len(words) >= verify.MOST_WORDS,
    )
