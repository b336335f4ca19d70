"""What a message of a promise has to say after it was sent, once things stand otherwise."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cxloop.alerts import folding, wording
from cxloop.people.models import User
from cxloop.tickets import promises
from cxloop.tickets.telling import LATE, Telling, facts_of, loaded, tell


def afterwards(
    session: Session, *, alert_id: int, kind: str, subject: str, recipient: str, facts: Mapping[str, Any],
    at: datetime, language: str, reader: User | None = None,
) -> Telling | None:  # fmt: skip
    """What a message of a promise has to say once that is no longer so; None while it is as it says."""
    ticket, promise = loaded(session, folding.numbered(subject)), str(facts.get("promise", "resolution"))
    if ticket is None or (kind in LATE and promise in promises.calls_about(ticket, at)):
        return None
    told = tell(
        session, alert_id=alert_id, kind=kind, subject=subject, recipient=recipient, facts=facts, at=at,
        language=language, reader=reader,
    )  # fmt: skip
    if told is not None and kind == wording.WARNED:
        return None
    known = facts_of(session, ticket)
    if kind == wording.WARNED and promise in promises.missed(ticket, at):
        late = wording.escalated(known, language, at, promise, None)
        return Telling(late, language, f"/tickets/{ticket.id}", reader)
    if promise in promises.missed(ticket, at):
        told = Telling(
            wording.escalated(known, language, at, promise, None), language, f"/tickets/{ticket.id}", reader
        )
    return told or Telling(wording.settled(known, language), language, f"/tickets/{ticket.id}", reader)
