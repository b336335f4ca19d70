"""The messages that stay: one a ticket and channel, and what it says now."""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cxloop.alerts import folding, outbox
from cxloop.alerts.claiming import Claimed
from cxloop.alerts.models import Pace, Posting
from cxloop.slack.blocks import Block
from cxloop.slack.door import Posted

AGAIN = "ticket_shown_again"
ALERT = "#"
"""Between a subject and the number of the alert whose message it is."""


def fingerprint(text: str, blocks: list[Block]) -> str:
    """The same for the same message."""
    return sha256(json.dumps([text, blocks], sort_keys=True).encode()).hexdigest()


def standing(session: Session, subject: str, channel: str | None = None) -> Sequence[Posting]:
    """The messages about a subject that nobody deleted, in one channel or in all."""
    chosen = select(Posting).where(Posting.subject == subject, Posting.gone_at.is_(None))
    if channel is not None:
        chosen = chosen.where(Posting.channel == channel)
    return session.scalars(chosen.order_by(Posting.id)).all()


def of_alerts(session: Session, subject: str) -> Sequence[Posting]:
    """The messages of single alerts about a subject, which say what was true then."""
    mine = Posting.subject.between(f"{subject}{ALERT}", f"{subject}{ALERT}~")
    return session.scalars(select(Posting).where(mine, Posting.gone_at.is_(None)).order_by(Posting.id)).all()


def alert_of(posting: Posting) -> int:
    return int(posting.subject.rpartition(ALERT)[2])


def is_standing(session: Session, subject: str, ts: str) -> bool:
    """Whether this is a message about the subject that changes with it."""
    return any(posting.ts == ts for posting in standing(session, subject))


def subject_of(claimed: Claimed) -> str:
    """What the message is about: its ticket, or the digest itself."""
    return f"digest:{claimed.id}" if claimed.kind == folding.DIGEST else claimed.subject


def remember(
    session: Session,
    claimed: Claimed,
    posted: Posted,
    shown: str | None,
    at: datetime,
    *,
    alone: bool = False,
) -> None:
    """Keep where the message is. `shown` None: it may say something older, so it will be updated.

    `alone`: it is the message of this one alert, not the one of its subject.
    """
    about = f"{claimed.subject}{ALERT}{claimed.id}" if alone else subject_of(claimed)
    known = session.scalars(
        select(Posting).where(Posting.subject == about, Posting.channel == claimed.channel)
    ).first()
    posting = known or Posting(subject=about, channel=claimed.channel)
    posting.external_channel, posting.ts = posted.channel, posted.ts
    posting.delivery_id, posting.shown = claimed.delivery_id, shown
    posting.posted_at, posting.gone_at = at, None
    session.add(posting)
    session.flush()


def shows(session: Session, posting_id: int, shown: str) -> None:
    """The message says something else now."""
    session.execute(update(Posting).where(Posting.id == posting_id).values(shown=shown))


def gone(session: Session, posting_id: int, at: datetime) -> None:
    """The message was deleted, or Slack does not let us change it: it counts no longer as the ticket's."""
    session.execute(update(Posting).where(Posting.id == posting_id).values(gone_at=at))


def all_gone(session: Session, posting_ids: Sequence[int], at: datetime) -> None:
    """Nothing more is to be changed about these."""
    for posting_id in posting_ids:
        gone(session, posting_id, at)


def replace(session: Session, claimed: Claimed, at: datetime) -> None:
    """Have the ticket's message posted anew, as an alert of its own, so that it arrives once whatever happens."""
    outbox.enqueue(
        session,
        kind=AGAIN,
        subject=claimed.subject,
        via="slack",
        recipient=claimed.recipient,
        at=at,
        step=claimed.generation,
    )


def show(session: Session, subject: str, recipient: str, at: datetime) -> None:
    """A ticket that only a digest named has a message of its own from now on; written once."""
    if not standing(session, subject):
        outbox.enqueue(session, kind=AGAIN, subject=subject, via="slack", recipient=recipient, at=at)


def known_channel(session: Session, channel: str) -> str | None:
    """Slack's id of a channel, once it was looked up."""
    return session.scalar(select(Pace.external_id).where(Pace.channel == channel))


def know_channel(session: Session, channel: str, external_id: str | None) -> None:
    """Keep Slack's id of a channel, or forget it when Slack knows it no longer."""
    session.execute(update(Pace).where(Pace.channel == channel).values(external_id=external_id))
