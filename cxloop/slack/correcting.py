"""Messages that told of a promise are put right once it is no longer so: what is read of it is true when it is read."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from cxloop.alerts.errors import DeliveryFailed
from cxloop.alerts.models import Alert
from cxloop.alerts.wording import CALLED, WARNED
from cxloop.config import Settings
from cxloop.database import db
from cxloop.slack import blocks, places, postings
from cxloop.slack.answers import NO_EDIT
from cxloop.slack.door import Door
from cxloop.slack.receipts import Message
from cxloop.tickets.telling_after import afterwards

OF_PROMISES = frozenset({"escalated", CALLED, WARNED})


class _Correction(NamedTuple):
    posting_id: int
    channel: str
    ts: str
    message: Message


def put_right(slack: Door, settings: Settings, subject: str, at: datetime) -> list[int]:
    """Change them in Slack; returns the numbers of the postings that are over: they say how it ended."""
    wrong = _wrong(db.session(), settings, subject, at)
    db.session.rollback()
    for one in wrong:
        try:
            slack.update(one.channel, one.ts, one.message.text, one.message.blocks)
        except DeliveryFailed as failed:
            if failed.code not in NO_EDIT:
                raise
    return [one.posting_id for one in wrong]


def _wrong(session: Session, settings: Settings, subject: str, at: datetime) -> Sequence[_Correction]:
    found = []
    for posting in postings.of_alerts(session, subject):
        alert = session.get(Alert, postings.alert_of(posting))
        if alert is None:
            continue
        reader = places.person_of(session, posting.channel)
        said = afterwards(
            session, alert_id=alert.id, kind=alert.kind, subject=alert.subject, recipient=alert.recipient,
            facts=alert.facts or {}, at=at, reader=reader,
            language=reader.language if reader else places.language_of(session, settings, posting.channel),
        )  # fmt: skip
        if said is not None:
            made = blocks.message(said.told, url=settings.public_url + said.path, language=said.language)
            message = Message(blocks.summary(said.told), made)
            found.append(_Correction(posting.id, posting.external_channel, posting.ts, message))
    return found
