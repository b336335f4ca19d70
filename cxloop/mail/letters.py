"""The letters: the question to the customer, and alerts for colleagues without Slack."""

from datetime import datetime
from email.message import EmailMessage

from sqlalchemy.orm import Session, joinedload

from cxloop.alerts.claiming import Claimed
from cxloop.alerts.outbox import CUSTOMERS, UPDATE
from cxloop.calendars.zone import company_zone
from cxloop.config import Settings
from cxloop.language import words
from cxloop.loop import verify
from cxloop.mail.envelope import letter
from cxloop.mail.invitations import KINDS, invitation_letter, language_of
from cxloop.mail.writing import written
from cxloop.people.models import User
from cxloop.tickets import links, telling
from cxloop.tickets.models import Ticket, Verification

QUESTION = "verification_asked"


def letter_for(session: Session, settings: Settings, claimed: Claimed, at: datetime) -> EmailMessage | None:
    """The letter an alert asks for, written from what the database says now; None when there is nothing to say.

    Raises:
        DeliveryFailed: permanent, the address cannot be written to.
    """
    if claimed.kind == QUESTION:
        return _question(session, settings, claimed, at)
    if claimed.kind == UPDATE:
        return None  # there is no message to change
    if claimed.kind in KINDS:
        return invitation_letter(session, settings, claimed, at)
    return _alert(session, settings, claimed, at)


def _question(session: Session, settings: Settings, claimed: Claimed, at: datetime) -> EmailMessage | None:
    asked = session.get(Verification, claimed.facts.get("verification", claimed.step))
    ticket = session.get(Ticket, asked.ticket_id, options=[joinedload(Ticket.contact)]) if asked else None
    contact = ticket.contact if ticket else None
    if asked is None or ticket is None or contact is None or not verify.is_open(asked, ticket, at):
        return None
    if not contact.may_contact or not contact.email:
        return None
    language = language_of(settings, contact.language, ticket.response.language, ticket.survey.language)
    say = words(language).gettext
    facts = {
        "language": language,
        "say": say,
        "name": contact.name or "",
        "company": ticket.team.name,
        "link": f"{settings.public_url}/v/{links.link(settings.secret_key, asked.id, asked.nonce)}",
        "until": asked.expires_at.astimezone(company_zone(session, settings)).date(),
    }
    return letter(
        settings,
        to=contact.email or "",
        name=contact.name or "",
        subject=say("Is it solved?"),
        text=written("email/question.txt", facts),
        html=written("email/question.html", facts),
        delivery_id=claimed.delivery_id,
        at=at,
    )


def _alert(session: Session, settings: Settings, claimed: Claimed, at: datetime) -> EmailMessage | None:
    reader = _colleague(session, claimed)
    if reader is None or not reader.is_active:
        return None
    told = telling.tell(
        session,
        alert_id=claimed.id,
        kind=claimed.kind,
        subject=claimed.subject,
        recipient=claimed.recipient,
        facts=claimed.facts,
        at=at,
        language=reader.language,
        reader=reader,
    )
    if told is None:
        return None
    facts = {
        "language": told.language,
        "say": words(told.language).gettext,
        "told": told.told,
        "link": settings.public_url + told.path,
    }
    return letter(
        settings,
        to=reader.email,
        name=reader.name,
        subject=told.told.summary,
        text=written("email/alert.txt", facts),
        html=written("email/alert.html", facts),
        delivery_id=claimed.delivery_id,
        at=at,
    )


def _colleague(session: Session, claimed: Claimed) -> User | None:
    """Whose mailbox the alert's channel is: "mail:user:5"."""
    who = claimed.recipient if claimed.channel == CUSTOMERS else claimed.channel.removeprefix("mail:")
    role, _, number = who.partition(":")
    return session.get(User, int(number)) if role == "user" and number.isdecimal() else None
