"""Writing into the audit log, inside the caller's unit of work: what happened and that it is written are one commit."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from cxloop.audit_log.kinds import KINDS
from cxloop.audit_log.models import AuditEvent
from cxloop.trails import Chain, Said, append

CHAIN = Chain("audit", AuditEvent, "book", ends_below_zero=True)


class By(NamedTuple):
    """Who changes something, and by which door; nobody is whoever runs the command line, or cxloop itself."""

    actor_id: int | None
    via: str


def record(
    session: Session, kind: str, *, at: datetime, actor_id: int | None, via: str, **facts: int | str | None
) -> None:
    """Append one line. `facts` are ids, codes and counts, never what a person wrote or is called.

    Raises:
        ValueError: a kind it does not tell of.
    """
    if kind not in KINDS:
        raise ValueError(kind)
    said: dict[str, Any] = {name: fact for name, fact in facts.items() if fact is not None}
    append(session, CHAIN, [Said(actor_id or 0, kind, said, at, actor_id, via)])
