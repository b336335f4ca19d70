"""What the audit log says. Read only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from cxloop.audit_log.models import AuditEvent

Place = tuple[datetime, int, int]
"""Where a line stands: its moment, its book and its number."""


@dataclass(frozen=True)
class Wanted:
    """Which lines: of one kind; by or about one user; from a moment on; before a moment."""

    kind: str | None = None
    person_id: int | None = None
    start: datetime | None = None
    end: datetime | None = None

    def lines(self) -> Select[AuditEvent]:
        chosen = select(AuditEvent)
        if self.kind is not None:
            chosen = chosen.where(AuditEvent.kind == self.kind)
        if self.person_id is not None:
            about = AuditEvent.facts["user"].as_integer() == self.person_id
            chosen = chosen.where(or_(AuditEvent.book == self.person_id, about))
        if self.start is not None:
            chosen = chosen.where(AuditEvent.at >= self.start)
        if self.end is not None:
            chosen = chosen.where(AuditEvent.at < self.end)
        return chosen


def place(line: AuditEvent) -> Place:
    return line.at, line.book, line.number


def newest(
    session: Session, wanted: Wanted, *, most: int, before: Place | None = None
) -> Sequence[AuditEvent]:
    """The newest lines first, at most so many; those after the line that stands at `before`."""
    chosen = wanted.lines()
    if before is not None:
        at, book, number = before
        in_its_book = and_(AuditEvent.book == book, AuditEvent.number < number)
        same_moment = and_(AuditEvent.at == at, or_(AuditEvent.book < book, in_its_book))
        chosen = chosen.where(AuditEvent.at <= at, or_(AuditEvent.at < at, same_moment))
    order = AuditEvent.at.desc(), AuditEvent.book.desc(), AuditEvent.number.desc()
    return session.scalars(chosen.order_by(*order).limit(most)).all()
