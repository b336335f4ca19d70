"""What the audit log says. Read only."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.audit_log.models import AuditEvent


def newest(
    session: Session, *, most: int, kind: str | None = None, actor_id: int | None = None
) -> Sequence[AuditEvent]:
    """The newest lines first, at most so many; of one kind, or of one person where asked."""
    chosen = select(AuditEvent)
    if kind is not None:
        chosen = chosen.where(AuditEvent.kind == kind)
    if actor_id is not None:
        chosen = chosen.where(AuditEvent.book == actor_id)
    order = AuditEvent.at.desc(), AuditEvent.book, AuditEvent.number.desc()
    return session.scalars(chosen.order_by(*order).limit(most)).all()
