"""Programs that call us: their tokens, the calls they may repeat safely, and how often they call."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cxloop.database import Model, key, text
from cxloop.people.models import User


class ApiToken(Model):
    """A program's key: shown once, of which only a hash is kept."""

    id: Mapped[int] = key()
    name: Mapped[str] = text("none")
    prefix: Mapped[str] = text("none")
    """Its first characters, to recognise it by in a list or a log."""
    token_hash: Mapped[str] = text("secret", unique=True)
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    created_by: Mapped[User | None] = relationship()


class IdempotentCall(Model):
    """A call that may come again with the same key: it is done once and answered alike."""

    token_id: Mapped[int] = mapped_column(ForeignKey("api_token.id"), primary_key=True)
    key: Mapped[str] = text("none", primary_key=True)
    request_hash: Mapped[str] = text("none")
    """SHA-256 of method, path and body: another call may not use the same key."""
    started_at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int | None]
    """None while it runs."""
    answer: Mapped[str | None] = text("free_text")
    content_type: Mapped[str | None] = text("none")


class CallCount(Model):
    """How many calls somebody made in a window of time."""

    counted: Mapped[str] = text("none", primary_key=True)
    """Whose calls, as "token:7"."""
    minute: Mapped[datetime] = mapped_column(primary_key=True)
    calls: Mapped[int] = mapped_column(default=0)
