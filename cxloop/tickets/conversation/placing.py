"""To which ticket a letter belongs: by its address, by the letter it answers, else by who wrote it. Read only."""

import re
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Contact
from cxloop.alerts.models import Alert
from cxloop.people.models import User
from cxloop.tickets.conversation.heard import HeardLetter
from cxloop.tickets.conversation.models import Message, ReplyAddress
from cxloop.tickets.conversation.queries import LETTER
from cxloop.tickets.models import Ticket
from cxloop.tickets.questions import LETTER as QUESTION

OURS = re.compile(r"<([0-9a-f]{32})@[^<>\s]+>")
"""The Message-ID of a letter of ours is its delivery id."""


@dataclass(frozen=True)
class Place:
    """The ticket and how it was found (address, thread or sender), or why there is none."""

    ticket_id: int | None
    by: str


def place(session: Session, letter: HeardLetter) -> Place:
    """Where a letter of a customer belongs."""
    for token in letter.tokens:
        if found := session.scalar(select(ReplyAddress.ticket_id).where(ReplyAddress.token == token)):
            return _unless_a_colleague(session, letter, Place(found, "address"))
    for one in letter.answers:
        if found := answered(session, one):
            return _unless_a_colleague(session, letter, Place(found, "thread"))
    return _by_sender(session, letter)


def answered(session: Session, message_id: str) -> int | None:
    """The ticket of a letter, ours or theirs, by its Message-ID."""
    if found := session.scalar(select(Message.ticket_id).where(Message.message_id == message_id)):
        return found
    alert = alert_of(session, message_id)
    return int(alert.subject.partition(":")[2]) if alert else None


def alert_of(session: Session, message_id: str) -> Alert | None:
    """The alert that a letter of ours to a customer about a ticket was."""
    ours = OURS.fullmatch(message_id)
    about = Alert.kind.in_((LETTER, QUESTION))
    return session.scalars(select(Alert).where(Alert.delivery_id == ours[1], about)).first() if ours else None


def people_at(session: Session, address: str) -> list[Contact]:
    """Everybody known under an address, each as who they were merged into."""
    if not address:
        return []
    found = session.scalars(select(Contact).where(func.lower(Contact.email) == address).limit(50)).all()
    ids = {one.merged_into_id or one.id for one in found}
    return list(session.scalars(select(Contact).where(Contact.id.in_(ids)))) if ids else []


def _by_sender(session: Session, letter: HeardLetter) -> Place:
    if _is_colleague(session, letter.sender):
        return Place(None, "a_colleague")
    people = people_at(session, letter.sender)
    if not people:
        return Place(None, "nobody_known")
    about = Ticket.contact_id.in_([one.id for one in people])
    open_ones = session.scalars(select(Ticket.id).where(about, Ticket.is_open).limit(2)).all()
    if len(open_ones) == 1:
        return Place(open_ones[0], "sender")
    return Place(None, "several_tickets" if open_ones else "no_open_ticket")


def _unless_a_colleague(session: Session, letter: HeardLetter, found: Place) -> Place:
    """A colleague in copy who answers does not speak for the customer."""
    if not _is_colleague(session, letter.sender):
        return found
    ticket = session.get_one(Ticket, found.ticket_id)
    is_theirs = ticket.contact is not None and (ticket.contact.email or "").lower() == letter.sender
    return found if is_theirs else Place(None, "a_colleague")


def _is_colleague(session: Session, address: str) -> bool:
    known = select(User.id).where(User.email == address)
    return bool(address) and session.scalar(known.limit(1)) is not None
