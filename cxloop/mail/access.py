"""The letter with which a colleague comes in the first time, or chooses another password."""

from datetime import datetime
from email.message import EmailMessage

from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.claiming import Claimed
from cxloop.config import Settings
from cxloop.language import words
from cxloop.mail.envelope import letter
from cxloop.mail.writing import written
from cxloop.people import access_links
from cxloop.people.access_links import INVITATION, AccessLink
from cxloop.people.company import company


def send(session: Session, settings: Settings, one: AccessLink, at: datetime) -> bool:
    """Have the link sent to whose it is; False where no mail server is set, for a letter must reach them alone."""
    if not settings.smtp_url:
        return False
    person = f"user:{one.user_id}"
    kind = access_links.LETTERS[one.purpose]
    return outbox.enqueue(
        session, kind=kind, subject=person, via="mail", recipient=person, at=at, step=one.id
    )


def access_letter(
    session: Session, settings: Settings, claimed: Claimed, at: datetime
) -> EmailMessage | None:
    """The letter; None when its link works no more."""
    one = session.get(AccessLink, claimed.step, populate_existing=True)
    if one is None or access_links.why_closed(one, at):
        return None
    reader, us = one.user, company(session, at)
    say = words(reader.language).gettext
    facts = {
        "language": reader.language, "say": say, "name": reader.name, "company": us.name or "",
        "invites": one.purpose == INVITATION,
        "link": settings.public_url + access_links.path_of(settings.secret_key, one),
    }  # fmt: skip
    return letter(
        settings,
        to=reader.email,
        name=reader.name,
        subject=say("Your place in cxloop") if facts["invites"] else say("Another password for cxloop"),
        text=written("email/access.txt", facts),
        html=written("email/access.html", facts),
        delivery_id=claimed.delivery_id,
        at=at,
    )
