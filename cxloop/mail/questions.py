"""The letter "is it solved?": every question that waits for one person, with what they said and what they are told.

It is signed by who resolved the ticket and by the company, and a reply reaches a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from sqlalchemy.orm import Session

from cxloop.accounts.models import Contact
from cxloop.alerts.claiming import Claimed
from cxloop.config import Settings
from cxloop.language import words
from cxloop.loop import verify
from cxloop.mail.envelope import letter
from cxloop.mail.invitations import language_of
from cxloop.mail.writing import written
from cxloop.people.company import Company, company
from cxloop.people.models import User
from cxloop.tickets import links, questions
from cxloop.tickets.conversation import reply_addresses
from cxloop.tickets.models import Ticket, Verification

QUOTED = 400
CARRIES = "X-Cxloop-Questions"
"""The questions a letter carries: another may have come to wait by the time it has left."""


@dataclass(frozen=True)
class AboutOne:
    """One question of the letter."""

    said: str | None
    told: str | None
    link: str
    signed: str


def question_letter(
    session: Session, settings: Settings, claimed: Claimed, at: datetime
) -> EmailMessage | None:
    """The letter; None when nothing waits any more, or another letter to this person carries it."""
    contact = _to(session, claimed)
    if contact is None or not verify.may_be_asked(session, contact, at):
        return None
    asked = _carried(session, claimed, contact, at)
    if not asked:
        return None
    signers = [_signer(session, verification) for verification, _ in asked]
    about = [_about(settings, *pair, signer) for pair, signer in zip(asked, signers, strict=True)]
    us = company(session, at)
    facts = letter_facts(about, spoken_to(session, settings, asked[0][1]), contact.name or "", us)
    about_one = asked[0][1].id
    reply_to = reply_addresses.reply_to(session, about_one) or us.reply_to
    reply_to = reply_to or next((signer.email for signer in signers if signer.is_active), None)
    return letter(
        settings,
        to=contact.email or "",
        name=contact.name or "",
        subject=reply_addresses.in_subject(session, about_one, facts["say"]("Is it solved?")),
        text=written("email/question.txt", facts),
        html=written("email/question.html", facts),
        delivery_id=claimed.delivery_id,
        at=at,
        sender=", ".join(filter(None, (signers[0].name, us.name))),
        more={CARRIES: " ".join(str(verification.id) for verification, _ in asked)}
        | ({"Reply-To": reply_to} if reply_to else {}),
    )


def letter_facts(about: Sequence[AboutOne], language: str, name: str, us: Company) -> dict[str, Any]:
    """What the letter's templates need."""
    return {
        "language": language, "say": words(language).gettext, "name": name, "company": us.name or "",
        "signature": (us.signature or "").splitlines(), "call_hours": us.call_hours,
        "about": about, "signed": list(dict.fromkeys(one.signed for one in about)),
    }  # fmt: skip


def previewed(
    session: Session, settings: Settings, ticket: Ticket, told: str, by: User, at: datetime
) -> dict[str, Any]:
    """The facts of the letter this ticket would send if it were resolved with these words now."""
    contact, told = ticket.contact, told.strip()
    one = AboutOne(quoted(ticket.response.comment), told or None, "", by.name)
    name, us = contact.name if contact else None, company(session, at)
    return letter_facts([one], spoken_to(session, settings, ticket), name or "", us)


def spoken_to(session: Session, settings: Settings, ticket: Ticket) -> str:
    """The language this customer is written to in."""
    theirs = ticket.contact.language if ticket.contact else None
    return language_of(session, settings, theirs, ticket.response.language, ticket.survey.language)


def _about(settings: Settings, verification: Verification, ticket: Ticket, signer: User) -> AboutOne:
    link = links.link(settings.secret_key, verification.id, verification.nonce)
    told = verification.resolution.told_text
    return AboutOne(quoted(ticket.response.comment), told, f"{settings.public_url}/v/{link}", signer.name)


def quoted(comment: str | None) -> str | None:
    """What the customer had said, on one line and not at length."""
    text = " ".join((comment or "").split())
    return text if len(text) <= QUOTED else text[:QUOTED].rstrip() + "…"


def question_left(session: Session, claimed: Claimed, sent: EmailMessage, at: datetime) -> None:
    """The letter left, with all it carried."""
    verify.letter_left(session, [int(number) for number in sent[CARRIES].split()], claimed.id, at)


def question_did_not_leave(session: Session, claimed: Claimed, at: datetime) -> None:
    """The letter will not leave: nobody was asked by it, unless another letter carries the question."""
    contact = _to(session, claimed)
    if contact is not None and questions.earlier_letter(session, contact.id, claimed.id):
        return
    carried = _carried(session, claimed, contact, at) if contact else ()
    verify.not_written(session, {claimed.step, *(one.id for one, _ in carried)})


def _to(session: Session, claimed: Claimed) -> Contact | None:
    """Whose ticket it is now: a contact may have been merged since."""
    asked = session.get(Verification, claimed.step)
    ticket = session.get(Ticket, asked.ticket_id, populate_existing=True) if asked else None
    return ticket.contact if ticket else None


def _carried(session: Session, claimed: Claimed, contact: Contact, at: datetime) -> Sequence[questions.Asked]:
    """The questions in this letter; none while an earlier letter to the same person is on its way."""
    if questions.earlier_letter(session, contact.id, claimed.id):
        return ()
    waiting = questions.waiting_of(session, contact.id, at)
    return [pair for pair in waiting if pair[0].letter_id in (None, claimed.id)]


def _signer(session: Session, verification: Verification) -> User:
    return session.get_one(User, verification.resolution.by_id)
