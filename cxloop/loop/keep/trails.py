"""The trails of tickets and the audit log, kept whole together: anchored each day, looked at on demand."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from cxloop import audit_log
from cxloop.tickets import trail
from cxloop.trails import anchors, verifying
from cxloop.trails.anchors import Anchor
from cxloop.trails.findings import Report

CHAINS = (trail.CHAIN, audit_log.CHAIN)


def anchor_trails(session: Session, *, day: date, at: datetime, daily: bool = True) -> Anchor | None:
    """Seal what all trails hold now; `daily` once a day. None when there is nothing new to seal."""
    return anchors.make(session, day=day, at=at, daily=daily)


def verify_trails(
    session: Session, kept: Iterable[Anchor] = (), given: str | None = None,
    progress: Callable[[int], object] = lambda _events: None,
) -> Report:  # fmt: skip
    """Look whether every event is what was written, none is missing and none was added; see `verifying.verify`."""
    return verifying.verify(session, CHAINS, kept, given, progress)
