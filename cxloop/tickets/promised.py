"""What is promised, as kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cxloop.database import Model, key, text


class Policy(Model):
    """What we promise, in minutes of working time by priority; a new row for each edit."""

    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[int] = key()
    key: Mapped[str] = text("none")
    version: Mapped[int] = mapped_column(default=1)
    first_contact_within: Mapped[dict[str, Any]]
    resolution_within: Mapped[dict[str, Any]]
    by_tier: Mapped[dict[str, Any] | None]
    """What differs for customers of a tier: by tier and priority, both lengths; None: nothing."""
    calendar_key: Mapped[str | None] = text("none")
    """In which calendar it is counted; None: the team's."""
    warn_at: Mapped[list[Any] | None]
    """At which percent of a promise its owner is warned; None: never."""
    chain: Mapped[list[Any] | None]
    """Who is told when after a missed promise: pairs of minutes of working time and a `course.Call.to`."""
    repeat_every: Mapped[int | None]
    repeat_most: Mapped[int | None]
    """The last call again, so many minutes of working time apart and so often, until somebody answers; None: once."""
    pauses: Mapped[dict[str, Any] | None]
    """Which promises pause while we wait, by for whom; None: as `policies.PAUSES` says."""
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
