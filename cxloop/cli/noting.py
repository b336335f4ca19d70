"""What a command changed, told to the audit log inside its unit of work."""

from cxloop import audit_log
from cxloop.clock import now
from cxloop.database import db


def written_down(kind: str, **facts: int | str | None) -> None:
    """By nobody who signed in: whoever may run a command has the machine."""
    audit_log.record(db.session(), kind, at=now(), actor_id=None, via="cli", **facts)
