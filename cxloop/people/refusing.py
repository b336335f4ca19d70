"""Whoever asked for what is not theirs: told to the audit log, once a minute for the same wish."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop import audit_log
from cxloop.audit_log.models import AuditEvent


def turned_away(
    session: Session, what: str, at: datetime, by: audit_log.By, *, subject: int | None = None
) -> None:
    """Write down that somebody was turned away from `what`, a door's name, or from the thing of this number there."""
    minute = at.replace(second=0, microsecond=0)
    facts: dict[str, int | str] = {"what": what} | ({"subject": subject} if subject is not None else {})
    told = select(AuditEvent.facts).where(
        AuditEvent.book == (by.actor_id or 0), AuditEvent.kind == "refused", AuditEvent.at >= minute
    )
    if facts not in session.scalars(told).all():
        audit_log.record(session, "refused", at=at, actor_id=by.actor_id, via=by.via, **facts)
