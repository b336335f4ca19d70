"""The letter that asks our own question, its reminder, and the trial a colleague sends to themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from sqlalchemy.orm import Session, joinedload

from cxloop.accounts.consent import is_allowed
from cxloop.alerts.claiming import Claimed
from cxloop.alerts.folding import numbered
from cxloop.config import Settings
from cxloop.language import LANGUAGES, words
from cxloop.loop.listen import REMINDER, invitation_delivered
from cxloop.mail.envelope import letter
from cxloop.mail.looks import inline
from cxloop.mail.writing import written
from cxloop.people.colours import colour_of
from cxloop.people.company import COLOUR, company, company_language
from cxloop.people.models import User
from cxloop.responses.invitations import links, queries
from cxloop.responses.invitations.models import Invitation
from cxloop.responses.models import Survey

TRIAL = "invitation_trial"
KINDS = (*queries.LETTERS, TRIAL)


@dataclass(frozen=True)
class Links:
    """Where the letter leads: `answer` takes ?score=N; the last two are missing in a trial."""

    answer: str
    leave: str | None = None
    trap: str | None = None


def letter_facts(
    session: Session,
    survey: Survey,
    language: str,
    to: Links,
    at: datetime,
    *,
    name: str = "",
    reminds: bool = False,
) -> dict[str, Any]:
    """What the letter's templates need; `look` says how each part is drawn."""
    us = company(session, at)
    asked = queries.asked(survey, queries.page_of(session, survey.id, at), us.name, language)
    return {
        "language": language, "say": words(language).gettext, "asked": asked, "name": name, "to": to,
        "reminds": reminds,
        "company": us.name or "", "signature": (us.signature or "").splitlines(),
        "look": inline(colour_of(us.colour) or COLOUR),
        "scores": () if survey.is_anonymous else asked.scores,
    }  # fmt: skip


def invitation_letter(
    session: Session, settings: Settings, claimed: Claimed, at: datetime
) -> EmailMessage | None:
    """The letter of an alert of KINDS; None when the customer must not or need not be asked any more."""
    if claimed.kind == TRIAL:
        return _trial(session, settings, claimed, at)
    named = (joinedload(Invitation.contact), joinedload(Invitation.survey))
    invitation = session.get(Invitation, numbered(claimed.subject), options=named, populate_existing=True)
    if invitation is None or not queries.is_open(invitation, at):
        return None
    contact, survey = invitation.contact, invitation.survey
    if not contact.email or not is_allowed(session, contact, "surveys", at):
        return None
    key, number, nonce = settings.secret_key, invitation.id, invitation.nonce
    answer = f"{settings.public_url}/s/{links.link(key, links.ANSWER, number, nonce)}"
    leave = f"{settings.public_url}/u/{links.link(key, links.LEAVE, number, nonce)}"
    language = language_of(session, settings, invitation.language, survey.language)
    to = Links(answer, leave, f"{answer}/more")
    facts = letter_facts(
        session, survey, language, to, at, name=contact.name or "", reminds=claimed.kind == REMINDER
    )
    one_click = {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return _letter(session, settings, survey, facts, claimed, at, contact.email, one_click)


def left(session: Session, claimed: Claimed, at: datetime) -> None:
    """The letter of this alert was handed to the mail server."""
    if claimed.kind in queries.LETTERS:
        invitation_delivered(session, numbered(claimed.subject), at, reminder=claimed.kind == REMINDER)


def language_of(session: Session, settings: Settings, *spoken: str | None) -> str:
    """The first of these that we speak, else the company's."""
    known = (language for language in spoken if language in LANGUAGES)
    return next(known, None) or company_language(session, settings.language)


def _trial(session: Session, settings: Settings, claimed: Claimed, at: datetime) -> EmailMessage | None:
    """To a colleague, with links to the page's preview; no invitation is behind it."""
    reader = session.get(User, numbered(claimed.recipient))
    survey = session.get(Survey, numbered(claimed.subject))
    if reader is None or not reader.is_active or survey is None:
        return None
    language = str(claimed.facts.get("language", reader.language))
    preview = f"{settings.public_url}/invitations/surveys/{survey.id}/preview"
    facts = letter_facts(session, survey, language, Links(preview), at, name=reader.name)
    return _letter(session, settings, survey, facts, claimed, at, reader.email, {})


def _letter(
    session: Session,
    settings: Settings,
    survey: Survey,
    facts: dict[str, Any],
    claimed: Claimed,
    at: datetime,
    address: str,
    more: Mapping[str, str],
) -> EmailMessage:
    question, say = facts["asked"].question.text, facts["say"]
    page = queries.page_of(session, survey.id, at)
    return letter(
        settings,
        to=address,
        name=facts["name"],
        subject=say("Reminder: %(question)s") % {"question": question} if facts["reminds"] else question,
        text=written("email/invitation.txt", facts),
        html=written("email/invitation.html", facts),
        delivery_id=claimed.delivery_id,
        at=at,
        sender=page.sender or facts["company"],
        more=more,
    )
