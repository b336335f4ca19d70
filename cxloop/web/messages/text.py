"""The text of a message that leaves this machine by no door: without Slack or a mail server it can be read here."""

import re
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy.orm import Session

from cxloop.alerts.claiming import Claimed
from cxloop.alerts.errors import DeliveryFailed
from cxloop.alerts.models import Alert
from cxloop.config import Settings
from cxloop.loop import learn
from cxloop.mail.letters import letter_for
from cxloop.people import access_links

CUSTOMERS_PAGE = re.compile(r"/[vs]/[A-Za-z0-9._~-]+")


@dataclass(frozen=True)
class Written:
    """A message as it would be read: `link` is the page it asks to open, on this machine."""

    subject: str
    text: str
    link: str | None


def is_printed(settings: Settings, via: str) -> bool:
    """Whether messages of this kind are only printed by the worker."""
    return not (settings.slack_token if via == "slack" else settings.smtp_url)


def written(
    session: Session, settings: Settings, alert: Alert, at: datetime, language: str
) -> Written | None:
    """The message as the database would have it told now; None when there is nothing left to tell."""
    return (
        _letter(session, settings, alert, at)
        if alert.via == "mail"
        else _posted(session, alert, at, language)
    )


def _letter(session: Session, settings: Settings, alert: Alert, at: datetime) -> Written | None:
    if alert.kind in access_links.LETTERS.values():
        return None  # whoever reads it could choose another's password, and nobody would know
    try:
        letter = letter_for(session, settings, _as_claimed(alert, at), at)
    except DeliveryFailed:
        return None
    body = letter.get_body(preferencelist=("plain",)) if letter else None
    if letter is None or body is None:
        return None
    text = str(body.get_content()).strip()
    page = CUSTOMERS_PAGE.search(text)
    return Written(str(letter["Subject"]), text, page[0] if page else None)


def _posted(session: Session, alert: Alert, at: datetime, language: str) -> Written | None:
    found = learn.tell(
        session,
        alert_id=alert.id,
        kind=alert.kind,
        subject=alert.subject,
        recipient=alert.recipient,
        facts=alert.facts or {},
        at=at,
        language=language,
    )
    if found is None:
        return None
    told = found.told
    lines = [*(f"{label}: {what}" for label, what in told.lines), told.quote or "", told.status]
    return Written(told.headline, "\n".join(line for line in lines if line), found.path)


def _as_claimed(alert: Alert, at: datetime) -> Claimed:
    """The alert as a sender would hold it; nothing is claimed."""
    own = {field.name: getattr(alert, field.name) for field in fields(Claimed) if hasattr(alert, field.name)}
    own |= {"facts": dict(alert.facts or {}), "first_tried_at": at, "lease_until": at, "token": ""}
    return Claimed(**own)
