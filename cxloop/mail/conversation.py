"""A colleague's letter to a customer, in the thread of the letters before it; the page shows it with the same facts."""

from datetime import datetime
from email.message import EmailMessage
from typing import Any

from sqlalchemy.orm import Session

from cxloop.alerts.claiming import Claimed
from cxloop.config import Settings
from cxloop.language import words
from cxloop.loop import act
from cxloop.mail.envelope import letter
from cxloop.mail.questions import spoken_to
from cxloop.mail.writing import written
from cxloop.people.company import Company, company
from cxloop.people.models import User
from cxloop.tickets.conversation import merging, queries, reply_addresses
from cxloop.tickets.conversation.models import Message
from cxloop.tickets.models import Ticket


def customer_letter(
    session: Session, settings: Settings, claimed: Claimed, at: datetime
) -> EmailMessage | None:
    """The letter; None when this customer may not be written to any more."""
    message = session.get(Message, claimed.step, populate_existing=True)
    ticket = session.get(Ticket, message.ticket_id, populate_existing=True) if message else None
    if message is None or ticket is None or queries.why_not_writable(session, ticket, at):
        return None
    contact, by = ticket.contact, session.get_one(User, message.by_id)
    assert contact is not None  # noqa: S101 - else nobody could be written to
    us = company(session, at)
    language = message.language or spoken_to(session, settings, ticket)
    facts = letter_facts(ticket, by, us, language, message.subject, message.body, message.quotes)
    earlier = queries.references(session, message)
    reply_to = reply_addresses.reply_to(session, ticket.id) or us.reply_to
    reply_to = reply_to or (by.email if by.is_active else None)
    more = {"Reply-To": reply_to} if reply_to else {}
    more |= {"In-Reply-To": earlier[-1], "References": " ".join(earlier)} if earlier else {}
    return letter(
        settings,
        to=contact.email or "",
        name=contact.name or "",
        subject=reply_addresses.in_subject(session, ticket.id, message.subject),
        text=written("email/customer.txt", facts),
        html=written("email/customer.html", facts),
        delivery_id=claimed.delivery_id,
        at=at,
        sender=", ".join(filter(None, (by.name, us.name))),
        more=more,
        is_automatic=False,
    )


def letter_facts(
    ticket: Ticket, by: User, us: Company, language: str, subject: str, body: str, quotes: str | None
) -> dict[str, Any]:
    """What the letter's templates need."""
    return {
        "language": language, "say": words(language).gettext, "subject": subject, "company": us.name or "",
        "signature": (us.signature or "").splitlines(), "writer": by.name, "quotes": quotes,
        "said_on": queries.day_said(ticket, language),
        "paragraphs": [part.splitlines() for part in body.replace("\r\n", "\n").split("\n\n") if part.strip()],
    }  # fmt: skip


def previewed(
    session: Session, settings: Settings, ticket: Ticket, subject: str, body: str, by: User, at: datetime
) -> dict[str, Any]:
    """What this customer would read of these words now, as HTML and as text."""
    language, us = spoken_to(session, settings, ticket), company(session, at)
    fields = queries.merged(session, ticket, by, language, at)
    line, told = merging.filled(subject, fields), merging.filled(body, fields)
    quotes = queries.quote_of_next(session, ticket)
    facts = letter_facts(ticket, by, us, language, line, told, quotes)
    return facts | {"text": written("email/customer.txt", facts).strip()}


def customer_letter_left(session: Session, claimed: Claimed, sent: EmailMessage, at: datetime) -> None:
    """A mail server took it."""
    act.letter_left(session, claimed.step, str(sent["Message-ID"]), at)


def customer_letter_did_not_leave(session: Session, claimed: Claimed, at: datetime) -> None:
    """It is given up, or may no longer be written."""
    act.letter_failed(session, claimed.step, claimed.id, at)
