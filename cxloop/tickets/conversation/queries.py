"""The letters of a ticket, and what its next one would say. Read only."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts.consent import is_allowed
from cxloop.language import words
from cxloop.people.company import company
from cxloop.people.models import User
from cxloop.tickets.conversation.models import OUT, Message
from cxloop.tickets.models import Assignment, Note, Reopening, Resolution, Ticket
from cxloop.tickets.snoozes import Snooze

LETTER = "letter_to_customer"
"""The alert that is one of our letters."""
QUOTED = 400
MOST_REFERENCES = 20


def of_ticket(session: Session, ticket_id: int) -> Sequence[Message]:
    """Oldest first."""
    chosen = select(Message).where(Message.ticket_id == ticket_id)
    return session.scalars(chosen.order_by(Message.id)).all()


def why_not_writable(session: Session, ticket: Ticket, at: datetime) -> str | None:
    """A code of why no letter may go to this customer; None: it may."""
    contact = ticket.contact
    if contact is None:
        return "nobody_known"
    if not contact.email:
        return "no_address"
    return None if is_allowed(session, contact, "calls", at) else "wants_no_contact"


def merged(session: Session, ticket: Ticket, by: User, language: str, at: datetime) -> dict[str, str]:
    """What each merge field says for this ticket; empty where nothing is known."""
    us, contact = company(session, at), ticket.contact
    name, say = (contact.name if contact else None) or "", words(language).gettext
    return {
        "greeting": say("Dear %(name)s,") % {"name": name} if name else say("Good day,"),
        "name": name,
        "account": ticket.account.name if ticket.account else "",
        "said": quoted(ticket.response.comment) or "",
        "said_on": day_said(ticket, language),
        "ticket": str(ticket.id),
        "writer": by.name,
        "company": us.name or "",
        "call_hours": us.call_hours or "",
    }


def day_said(ticket: Ticket, language: str) -> str:
    """The day of the answer on the ticket's clock: "10 March"."""
    day = ticket.answered_at.astimezone(ZoneInfo(ticket.time_zone)).date()
    return format_date(day, "d MMMM", locale=language)


def quoted(comment: str | None) -> str | None:
    """What the customer had said, on one line and not at length."""
    text = " ".join((comment or "").split())
    return (text if len(text) <= QUOTED else text[:QUOTED].rstrip() + "…") or None


def quote_of_next(session: Session, ticket: Ticket) -> str | None:
    """What the next letter quotes: the first reminds of what they had told us, the others stand in the thread."""
    earlier = select(Message.id).where(Message.ticket_id == ticket.id, Message.failed_at.is_(None))
    return None if session.scalar(earlier.limit(1)) else quoted(ticket.response.comment)


def internal_texts(session: Session, ticket_id: int) -> list[str]:
    """Everything colleagues wrote for each other on this ticket."""
    columns = (Note.body, Assignment.note, Resolution.action, Resolution.cause_unknown_because, Snooze.reason)
    found: list[str] = []
    for column in (*columns, Reopening.reason):
        of_it = select(column).where(column.class_.ticket_id == ticket_id, column.is_not(None))
        found += session.scalars(of_it)
    return found


def references(session: Session, message: Message) -> list[str]:
    """The Message-IDs of the letters before this one, oldest first."""
    before = select(Message.message_id).where(
        Message.ticket_id == message.ticket_id, Message.id < message.id, Message.message_id.is_not(None)
    )
    found = session.scalars(before.order_by(Message.id.desc()).limit(MOST_REFERENCES))
    return [one for one in reversed(found.all()) if one]


def is_ours(message: Message) -> bool:
    return message.direction == OUT
