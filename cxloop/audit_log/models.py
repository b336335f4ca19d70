"""One line of the audit log."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column

from cxloop.database import Id, Model, text
from cxloop.trails import append_only


class AuditEvent(Model):
    """Somebody came in, was turned away or changed how it is set up; see `cxloop.trails`."""

    book: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    """The user whose doings it tells, or 0: each has a trail of their own, so that nobody waits for another."""
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    page: Mapped[int]
    """The anchor that is the first to cover it."""
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    program: Mapped[str | None] = text("none")
    """As in a ticket's trail: "token:7"."""
    via: Mapped[str] = text("none")
    kind: Mapped[str] = text("none")
    facts: Mapped[dict[str, Any]]
    """Ids, codes and counts only."""
    hash: Mapped[str] = text("none")


append_only(cast("Table", AuditEvent.__table__))
