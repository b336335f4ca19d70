"""A rule, version by version."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from cxloop.database import Model, key, text


class Rule(Model):
    """Which answers need somebody; ordered, and a new row for each edit, so a ticket names the version it came from."""

    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[int] = key()
    key: Mapped[str] = text("none")
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = text("none")
    position: Mapped[int] = mapped_column(default=0)
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id"))
    """Only this survey's answers; None: every survey's."""
    score_at_most: Mapped[int | None]
    """None: the survey's own ticket threshold."""
    priority: Mapped[str | None] = text("none")
    """None: urgent at or below the survey's urgent threshold, else normal."""
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    conditions: Mapped[dict[str, Any] | None]
    """A tree of `rules`; None: the score alone, by `score_at_most` or the survey's threshold."""
    action: Mapped[str] = text("none", default="ticket", server_default=sql("'ticket'"))
    """ticket, or aside: such answers are left alone."""
    reason: Mapped[str | None] = text("none")
    """Why they are."""
    assignment: Mapped[str | None] = text("none")
    """owner: the account's; None: the team by turns."""
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
