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
SENT = sql("state = 'sent'")
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
        Index("ix_alert_sent", "channel", "sent_at", sqlite_where=SENT, postgresql_where=SENT),
    )

    id: Mapped[int] = key()
    delivery_id: Mapped[str] = text("none", unique=True)
    """128 random bits as hex: how the receiver's history tells us what has already arrived."""
    kind: Mapped[str] = text("none")
    """ticket_opened, ticket_updated, ticket_shown_again, escalated, unowned, handed_over, reopened, digest, …"""
    subject: Mapped[str] = text("none")
    """What it is about: "ticket:7", "user:5" for tickets given together, "channel:slack:#north" for a digest."""
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
    held_until: Mapped[datetime | None]
    """Its reader is not to be disturbed before: it is neither due nor late until then."""
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
    """When it was told, by itself or by a digest in Slack."""


class Posting(Model):
    """The one message about a subject ("ticket:7", "digest:9") in a channel, updated in place as things change."""

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
    """It was deleted, or Slack does not let us change it: a new one takes its place."""


class Pace(Model):
    """How fast one channel may be used, and what is wrong with it; the row is also its lock."""

    channel: Mapped[str] = text("none", primary_key=True)
    next_at: Mapped[datetime]
    set_at: Mapped[datetime]
    """When `next_at` was written: in the future means that the clock went back, so `next_at` is void."""
    digest_at: Mapped[datetime | None]
    """When the last storm began: for ten minutes what comes joins its digest."""
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
