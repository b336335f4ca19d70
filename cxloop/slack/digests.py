"""The message of a storm: posted once, and grown while the storm lasts."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from cxloop.alerts import folding
from cxloop.alerts.claiming import Claimed
from cxloop.alerts.errors import DeliveryFailed
from cxloop.database import db
from cxloop.slack import postings
from cxloop.slack.answers import NO_EDIT
from cxloop.slack.door import Door, Posted
from cxloop.slack.receipts import Message, Receipt


class Sender(Protocol):
    """Whoever posts: a message that may have arrived is looked for first."""

    slack: Door

    def send(self, claimed: Claimed, message: Message, thread: str | None) -> tuple[Posted, bool]: ...


def carry_digest(sender: Sender, claimed: Claimed, message: Message) -> Receipt:
    """Post the digest, or make the one that is there name what joined it.

    Raises:
        DeliveryFailed: with `maybe_arrived` if it may be there all the same.
    """
    session = db.session()
    named = folding.untold(session, claimed.id)
    there = postings.standing(session, postings.subject_of(claimed), claimed.channel)
    thread = _thread(session, claimed)
    session.rollback()
    if there:
        posted, is_new = Posted(there[0].external_channel, there[0].ts), False
    else:
        posted, is_new = sender.send(claimed, message, thread)
    refused = None if is_new else _grow(sender, posted, message)

    def keep(session: Session, at: datetime) -> None:
        postings.know_channel(session, claimed.channel, posted.channel)
        if refused:
            folding.tell_the_rest_anew(session, claimed.id, at)
            return
        folding.told(session, named, at)
        postings.remember(session, claimed, posted, message.fingerprint, at)

    word = "replaced" if refused else "sent" if is_new else "updated"
    return Receipt(word, ts=posted.ts, note=refused, keep=keep)


def _grow(sender: Sender, posted: Posted, message: Message) -> str | None:
    """Why Slack does not let us, if it does not."""
    try:
        sender.slack.update(posted.channel, posted.ts, message.text, message.blocks)
    except DeliveryFailed as failed:
        if failed.code not in NO_EDIT:
            raise
        return failed.code
    return None


def _thread(session: Session, claimed: Claimed) -> str | None:
    """The digest that this one continues, where its numbers did not fit."""
    root = claimed.facts.get("continues")
    there = postings.standing(session, f"digest:{root}", claimed.channel) if root else ()
    return there[0].ts if there else None
