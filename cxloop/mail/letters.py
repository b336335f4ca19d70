"""The letters: to customers, and alerts for colleagues without Slack."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage

from sqlalchemy.orm import Session

from cxloop.alerts.claiming import Claimed
from cxloop.alerts.folding import numbered
from cxloop.alerts.outbox import CUSTOMERS, UPDATE
from cxloop.alerts.wording import REPORT, TOLD_BACK
from cxloop.config import Settings
from cxloop.language import words
from cxloop.loop import learn
from cxloop.mail import invitations
from cxloop.mail.access import access_letter
from cxloop.mail.conversation import customer_letter, customer_letter_did_not_leave, customer_letter_left
from cxloop.mail.envelope import letter
from cxloop.mail.invitations import KINDS, invitation_letter
from cxloop.mail.questions import question_did_not_leave, question_left, question_letter
from cxloop.mail.reports import report_letter
from cxloop.mail.telling_back import back_letter, back_letter_did_not_leave
from cxloop.mail.writing import written
from cxloop.people import access_links
from cxloop.people.models import User
from cxloop.tickets import questions
from cxloop.tickets.conversation.queries import LETTER

Writer = Callable[[Session, Settings, Claimed, datetime], EmailMessage | None]


def letter_for(session: Session, settings: Settings, claimed: Claimed, at: datetime) -> EmailMessage | None:
    """The letter an alert asks for, written from what the database says now; None when there is nothing to say.

    Raises:
        DeliveryFailed: permanent, the address cannot be written to.
    """
    if claimed.kind == UPDATE:
        return None  # there is no message to change
    return _writer(claimed.kind)(session, settings, claimed, at)


def _writer(kind: str) -> Writer:
    """Who writes letters of this kind."""
    own: dict[str, Writer] = {
        questions.LETTER: question_letter, LETTER: customer_letter, TOLD_BACK: back_letter, REPORT: report_letter,
        **dict.fromkeys(access_links.LETTERS.values(), access_letter), **dict.fromkeys(KINDS, invitation_letter),
    }  # fmt: skip
    return own.get(kind, _alert)


def left(session: Session, claimed: Claimed, sent: EmailMessage, at: datetime) -> None:
    """The letter of this alert was handed to the mail server."""
    if claimed.kind == questions.LETTER:
        question_left(session, claimed, sent, at)
    elif claimed.kind == LETTER:
        customer_letter_left(session, claimed, sent, at)
    elif claimed.kind == TOLD_BACK:
        learn.letter_left(session, numbered(claimed.subject), at)
    else:
        invitations.left(session, claimed, at)


def did_not_leave(session: Session, claimed: Claimed, at: datetime) -> None:
    """The letter of this alert is given up, or there was nothing to write."""
    if claimed.kind == questions.LETTER:
        question_did_not_leave(session, claimed, at)
    elif claimed.kind == LETTER:
        customer_letter_did_not_leave(session, claimed, at)
    elif claimed.kind == TOLD_BACK:
        back_letter_did_not_leave(session, claimed, at)


def _alert(session: Session, settings: Settings, claimed: Claimed, at: datetime) -> EmailMessage | None:
    reader = _colleague(session, claimed)
    if reader is None or not reader.is_active:
        return None
    told = learn.tell(
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
