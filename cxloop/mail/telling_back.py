"""The letter "you told us, we changed": what this customer said, what was changed, and a way to hear no more of it."""

from datetime import datetime
from email.message import EmailMessage
from typing import Any

from sqlalchemy.orm import Session

from cxloop.accounts.consent import is_allowed
from cxloop.alerts.claiming import Claimed
from cxloop.alerts.folding import numbered
from cxloop.config import Settings
from cxloop.improvements.telling import BackLetter, TellBack
from cxloop.language import words
from cxloop.loop import learn
from cxloop.mail.envelope import letter
from cxloop.mail.questions import quoted, spoken_to
from cxloop.mail.writing import written
from cxloop.people.company import company
from cxloop.people.models import User
from cxloop.secrets import signed_links
from cxloop.tickets.models import Ticket


def back_letter(session: Session, settings: Settings, claimed: Claimed, at: datetime) -> EmailMessage | None:
    """The letter; None when this customer must not be written to any more, or was by another act."""
    row = session.get(BackLetter, numbered(claimed.subject), populate_existing=True)
    if row is None or row.sent_at is not None or row.tell_back_id != claimed.step:
        return None
    ticket = session.get_one(Ticket, row.ticket_id, populate_existing=True)
    if _because(session, ticket, at):
        return None
    act = session.get_one(TellBack, row.tell_back_id)
    mark = signed_links.link(settings.secret_key, learn.NEWS_LINK, row.id, row.nonce)
    leave = f"{settings.public_url}/n/{mark}"
    said = {"en": act.words_en or "", "it": act.words_it or ""}
    facts = letter_facts(session, settings, ticket, said, act.by, leave, at)
    us = company(session, at)
    reply_to = us.reply_to or (act.by.email if act.by.is_active else None)
    more = {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    assert ticket.contact is not None  # noqa: S101 - nobody has no address
    return letter(
        settings,
        to=ticket.contact.email or "",
        name=facts["name"],
        subject=facts["subject"],
        text=written("email/back.txt", facts),
        html=written("email/back.html", facts),
        delivery_id=claimed.delivery_id,
        at=at,
        sender=", ".join(filter(None, (act.by.name, us.name))),
        more=more | ({"Reply-To": reply_to} if reply_to else {}),
    )


def letter_facts(
    session: Session,
    settings: Settings,
    ticket: Ticket,
    said: dict[str, str],
    by: User,
    leave: str,
    at: datetime,
) -> dict[str, Any]:
    """What the letter's templates need; who reads a language nobody wrote reads the other."""
    language, us = spoken_to(session, settings, ticket), company(session, at)
    text = said.get(language) or next((one for one in said.values() if one), "")
    say = words(language).gettext
    return {
        "language": language, "say": say, "name": (ticket.contact.name or "") if ticket.contact else "",
        "subject": say("You told us, and we changed it"), "said": quoted(ticket.response.comment),
        "paragraphs": [part.splitlines() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()],
        "signed": by.name, "company": us.name or "", "signature": (us.signature or "").splitlines(), "leave": leave,
    }  # fmt: skip


def back_letter_did_not_leave(session: Session, claimed: Claimed, at: datetime) -> None:
    """Given up, or not to be written: its row says why."""
    row = session.get(BackLetter, numbered(claimed.subject))
    if row is not None and row.tell_back_id == claimed.step:
        learn.letter_kept_back(session, row.id, _because(session, row.ticket, at) or "not_deliverable")


def _because(session: Session, ticket: Ticket, at: datetime) -> str | None:
    """Why this customer is not written to; None: they are."""
    contact = ticket.contact
    if contact is None or not contact.email:
        return "no_address"
    return None if is_allowed(session, contact, "news", at) else "refused"
