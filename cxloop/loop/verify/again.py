"""Who speaks again: a wrong press is changed while the window is open; later words reach the ticket's owner."""

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.loop.verify.verify import is_newest, is_open, take_effect
from cxloop.loop.verify.words import has_room, keep, last_said
from cxloop.people.models import User
from cxloop.tickets import queries
from cxloop.tickets.changes import changed, subject
from cxloop.tickets.models import CustomersWord, Ticket, Verification
from cxloop.tickets.steps import OWED, State

Became = Literal["answered", "changed", "kept", "same"]
CHANGED, WROTE = "word_changed", "customer_wrote"


class NothingSaid(ValueError):
    """Neither an answer nor words."""


class EnoughSaid(Exception):
    """So many words about one question are kept already that the customer is better called."""


def hear_word(
    session: Session, verification_id: int, *, word: str | None, comment: str = "", at: datetime,
    via: str = "link", recorded_by: User | None = None,
) -> Became:  # fmt: skip
    """Whatever the customer says about a question, whenever they say it.

    The first word answers it. Another one within the window changes the answer: yes to no opens the ticket again; no
    to yes, while somebody works on it, is told to its owner and closes nothing. After the window, or when the ticket
    has moved on, words are kept and told to the owner. The same word twice is one.

    Args:
        word: one of ANSWERS, or None for words alone.

    Raises:
        NothingSaid: there is neither a word nor a comment; also without a word while the question is open.
        EnoughSaid: nothing was kept.
    """
    asked = session.get_one(Verification, verification_id)
    ticket = queries.locked(session, asked.ticket_id)
    session.refresh(asked)
    comment = comment.strip()
    if word is None and (not comment or is_open(asked, ticket, at)):
        raise NothingSaid
    before = last_said(session, asked.id)
    if before and before.answer == word and comment in ("", before.comment):
        return "same"
    if not has_room(session, asked.id):
        raise EnoughSaid
    counts = word is not None and (is_open(asked, ticket, at) or may_change(session, asked, ticket, at))
    answered = asked.answer
    said = keep(
        session, asked, word=word, comment=comment, at=at, via=via, recorded_by=recorded_by, counts=counts
    )
    if not counts:
        _tell(session, ticket, said, WROTE, before=None)
        return "kept"
    if ticket.state == State.RESOLVED or (ticket.state == State.VERIFIED and word != "yes"):
        take_effect(session, ticket, asked, said)
    else:
        _tell(session, ticket, said, CHANGED if answered != word else WROTE, before=answered)
    return "changed" if answered else "answered"


def may_change(session: Session, asked: Verification, ticket: Ticket, at: datetime) -> bool:
    """Whether another word still counts: answered, the window open, and the ticket where that answer put it."""
    standing = ticket.state == State.VERIFIED or ticket.state in OWED
    in_time = asked.answered_at is not None and asked.expires_at > at
    return in_time and standing and is_newest(session, asked)


def _tell(session: Session, ticket: Ticket, said: CustomersWord, kind: str, *, before: str | None) -> None:
    """An event on the timeline, and an alert to whoever has the ticket."""
    facts = {"record": said.id, "answer": said.answer, "before": before}
    changed(session, ticket, kind, at=said.at, actor_id=said.recorded_by_id, via=said.via, **facts)
    recipient = f"user:{ticket.owner_id}" if ticket.owner_id else f"team:{ticket.team_id}"
    told = {"answer": said.answer, "before": before}
    outbox.enqueue(
        session, kind=kind, subject=subject(ticket.id), via="slack", recipient=recipient, at=said.at,
        step=said.id, facts=told,
    )  # fmt: skip
