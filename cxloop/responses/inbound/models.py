"""A survey platform that calls us, and each call as it arrived."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cxloop.database import Model, key, text
from cxloop.responses.models import Source

WAITING = sql("state = 'waiting'")
QUARANTINED = sql("state = 'quarantined'")


class Hook(Model):
    """How a platform reaches a source: its address, and the secrets it signs with (sealed, see `cxloop.secrets`)."""

    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), primary_key=True)
    platform: Mapped[str] = text("none")
    address: Mapped[str | None] = text("none", unique=True)
    """The last part of the path where the platform signs what it sends; None where the path itself is secret."""
    address_hash: Mapped[str | None] = text("secret", unique=True)
    """SHA-256 of the last part of the path where the platform does not sign: 256 random bits."""
    old_address_hash: Mapped[str | None] = text("secret", unique=True)
    signing_secret: Mapped[str | None] = text("secret")
    old_signing_secret: Mapped[str | None] = text("secret")
    """Still believed until `old_secret_until`, so that a secret can be changed without losing a call."""
    old_secret_until: Mapped[datetime | None]
    credentials: Mapped[str | None] = text("secret")
    """What "pull missing" signs in with, as sealed JSON."""
    mapping: Mapped[dict[str, Any] | None]
    """Where the fields of a generic body are, and other choices of this source."""
    paused_at: Mapped[datetime | None]
    pulled_to: Mapped[datetime | None]
    """Everything before this moment has been pulled."""
    pull_asked_at: Mapped[datetime | None]
    """A person or a call asked for a pull that has not been made yet."""
    pull_started_at: Mapped[datetime | None]
    """Somebody is pulling since then; taken over when it has stood still for long."""
    pulled_at: Mapped[datetime | None]
    pull_again_at: Mapped[datetime | None]
    """Not before then: the platform said so, or the last pull failed."""
    pull_outcome: Mapped[dict[str, Any] | None]
    """How the last pull ended: its `code` of `loop.pull.OUTCOMES`, and what was kept, repeated and failed in a row."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    source: Mapped[Source] = relationship(lazy="joined")


class InboundEvent(Model):
    """One call as it arrived: committed before the platform is told that we have it, read by a job afterwards."""

    __table_args__ = (
        UniqueConstraint("source_id", "dedupe_key"),
        Index("ix_inbound_event_waiting", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_inbound_event_quarantined", "id", sqlite_where=QUARANTINED, postgresql_where=QUARANTINED),
        Index("ix_inbound_event_source_id_received_at", "source_id", "received_at"),
    )

    id: Mapped[int] = key()
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    dedupe_key: Mapped[str] = text("none")
    """The platform's id of the event, else SHA-256 of the raw body."""
    body: Mapped[bytes] = mapped_column(LargeBinary)
    content_type: Mapped[str | None] = text("none")
    headers: Mapped[dict[str, Any] | None]
    """Those that say what kind of event it is; never a signature or a credential."""
    received_at: Mapped[datetime]
    repeats: Mapped[int] = mapped_column(default=0)
    """How often the same call came again."""
    state: Mapped[str] = text("none", default="waiting")
    """waiting, done, ignored (nothing of ours in it), quarantined, or dismissed by a person."""
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = text("none")
    """Why it was quarantined or ignored, as a code."""
    facts: Mapped[dict[str, Any] | None]
    done_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """Who replayed or dismissed it."""

    source: Mapped[Source] = relationship()
