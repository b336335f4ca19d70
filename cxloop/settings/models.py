"""Drafts of settings and the ledger of what was switched on. The values in force stay in the rooms that use them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cxloop.database import Model, key, text
from cxloop.people.models import User


class SettingDraft(Model):
    """What one person would like a setting to be; several may stand beside each other."""

    id: Mapped[int] = key()
    part: Mapped[str] = text("none")
    item: Mapped[str] = text("none")
    """Which of the part's things, by its key; empty for one that does not exist yet."""
    values: Mapped[dict[str, Any]]
    base: Mapped[dict[str, Any]]
    """What stood when the draft was begun; what both have alike was not touched."""
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    saved_at: Mapped[datetime]

    by: Mapped[User] = relationship()

    __table_args__ = (Index("ix_setting_draft_item", "part", "item"),)


class SettingVersion(Model):
    """One row of the ledger: what was switched on, by whom, from when, and why. Rows are never changed but to begin."""

    __table_args__ = (UniqueConstraint("part", "item", "number"),)

    id: Mapped[int] = key()
    part: Mapped[str] = text("none")
    item: Mapped[str] = text("none")
    number: Mapped[int]
    values: Mapped[dict[str, Any]]
    changed: Mapped[list[Any]]
    """The fields this version changes; when it begins later, the others stay as they are by then."""
    before: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    begins_at: Mapped[datetime]
    began_at: Mapped[datetime | None]
    """None: it waits for its day, or was refused on it."""
    refused: Mapped[dict[str, Any] | None]
    """Why it could not begin on its day, by field."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """None: as it was found, or an operator at the command line."""
    via: Mapped[str] = text("none")
    """web, cli, file or found."""
    why: Mapped[str] = text("free_text", default="")
    returns_to: Mapped[int | None]
    """The number of the version this one goes back to."""

    by: Mapped[User | None] = relationship()
