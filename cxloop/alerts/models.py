"""The outbox, the messages it left in Slack, and how fast each channel may be used."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from cxloop.database import Model, key, text

WAITING = sql("state IN ('pending', 'sending')")
SENDING = sql("state = 'sending'")
DEAD = sql("state = 'dead'")
UNTOLD = sql("state IN ('pending', 'sending', 'dead')")


class Alert(Model):
    """One thing to tell one channel or person; its text is rendered from ids when it is sent."""

    __table_args__ = (
        UniqueConstraint("subject", "kind", "step"),
        Index(
            "ix_alert_waiting", "channel", "not_before", "id", sqlite_where=WAITING, postgresql_where=WAITING
        ),
        Index("ix_alert_sending", "lease_until", sqlite_where=SENDING, postgresql_where=SENDING),
        Index("ix_alert_untold", "created_at", "state", sqlite_where=UNTOLD, postgresql_where=UNTOLD),
        Index("ix_alert_dead", "created_at", sqlite_where=DEAD, postgresql_where=DEAD),
        Index("ix_alert_folded_into_id", "folded_into_id"),
    )

    id: Mapped[int] = key()
    delivery_id: Mapped[str] = text("none", unique=True)
    """128 random bits as hex: how the receiver's history tells us what has already arrived."""
    kind: Mapped[str] = text("none")
    """ticket_opened, ticket_updated, escalated, unowned, verification_asked, reopened, digest."""
    subject: Mapped[str] = text("none")
    """What it is about: "ticket:7", or "channel:slack:#north" for a digest."""
    step: Mapped[int] = mapped_column(default=0)
    via: Mapped[str] = text("none")
    """slack or mail."""
    recipient: Mapped[str] = text("none")
    """A Slack channel, "user:3" or "contact:5"; never an address."""
    channel: Mapped[str] = text("none")
    """What shares one pace: "slack:#north", "mail:user:3", or "mail" for all customers."""
    facts: Mapped[dict[str, Any] | None]
    """Ids and codes only."""
    state: Mapped[str] = text("none", default="pending")
    """pending, sending, sent, dead (given up), folded (told by a digest)."""
    generation: Mapped[int] = mapped_column(default=1)
    """Counts the changes an update has to show; one that came while it was being sent is sent again."""
    attempts: Mapped[int] = mapped_column(default=0)
    crashes: Mapped[int] = mapped_column(default=0)
    """Attempts that never reported back."""
    in_doubt: Mapped[bool] = mapped_column(default=False)
    """The last attempt may have arrived: look before sending again."""
    unsure: Mapped[bool] = mapped_column(default=False)
    """It was sent again without being able to look: it may be there twice."""
    not_before: Mapped[datetime]
    """When to look at it again: the next try, or the end of the lease."""
    first_tried_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    lease_token: Mapped[str | None] = text("none")
    """One token for all that were claimed together; they are sent in the order of their ids."""
    external_ts: Mapped[str | None] = text("none")
    last_error: Mapped[str | None] = text("none")
    folded_into_id: Mapped[int | None] = mapped_column(ForeignKey("alert.id"))
    created_at: Mapped[datetime]
    """When it was asked for; for an update, when the last change was."""
    sent_at: Mapped[datetime | None]


class Posting(Model):
    """The one message about a subject in a channel, updated in place as things change."""

    __table_args__ = (UniqueConstraint("subject", "channel"),)

    id: Mapped[int] = key()
    subject: Mapped[str] = text("none")
    channel: Mapped[str] = text("none")
    external_channel: Mapped[str] = text("none")
    """Slack's own id of the channel."""
    ts: Mapped[str] = text("none")
    delivery_id: Mapped[str] = text("none")
    shown: Mapped[str | None] = text("none")
    """Fingerprint of what the message says now, so that an update without a difference is not sent."""
    posted_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]
    """Somebody deleted it in Slack; it is not posted again."""


class Pace(Model):
    """How fast one channel may be used, and what is wrong with it; the row is also its lock."""

    channel: Mapped[str] = text("none", primary_key=True)
    next_at: Mapped[datetime]
    set_at: Mapped[datetime]
    """When `next_at` was written: in the future means that the clock went back, so `next_at` is void."""
    window_from: Mapped[datetime | None]
    window_posts: Mapped[int] = mapped_column(default=0)
    digest_at: Mapped[datetime | None]
    """The digest of this window, after which everything waits for the next window."""
    external_id: Mapped[str | None] = text("none")
    """Slack's id of a channel known to us by name."""
    trouble: Mapped[str | None] = text("none")
    """The permanent error the channel last answered with; None after a success."""
    trouble_at: Mapped[datetime | None]


class SlackAction(Model):
    """A click that was acted on: the same click again has no second effect."""

    id: Mapped[int] = key()
    hash: Mapped[str] = text("none", unique=True)
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    effect: Mapped[str] = text("none")
