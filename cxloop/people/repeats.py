"""Calls that may come again with the same key: done once, answered alike for a day at least."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from cxloop.database import is_postgresql
from cxloop.people.programs import IdempotentCall

KEPT_FOR = timedelta(hours=48)
LONGEST_KEY = 255


class StillRunning(Exception):
    """The same call is being carried out by another process."""


class AnotherCall(Exception):
    """The key was used for a call that said something else."""


@dataclass(frozen=True)
class Said:
    """An answer as it was given."""

    status: int
    content_type: str
    body: str


def claim(session: Session, token_id: int, key: str, request_hash: str) -> Said | None:
    """What was answered to this call before; None: carry it out, and `keep` the answer in the same unit of work.

    SQLite has one writer, so whoever comes second waits and finds the answer; PostgreSQL holds a lock by name.

    Raises:
        AnotherCall, StillRunning
    """
    if is_postgresql(session) and not _locked(session, token_id, key):
        raise StillRunning
    row = session.execute(
        select(IdempotentCall.request_hash, IdempotentCall.status, IdempotentCall.answer, IdempotentCall.content_type)
        .where(IdempotentCall.token_id == token_id, IdempotentCall.key == key)
    ).first()  # fmt: skip
    if row is None:
        return None
    if row.request_hash != request_hash:
        raise AnotherCall
    if row.status is None:
        raise StillRunning
    return Said(row.status, row.content_type or "application/json", row.answer or "")


def keep(session: Session, token_id: int, key: str, request_hash: str, said: Said, at: datetime) -> None:
    """Remember the answer, with the effect or not at all."""
    session.execute(
        insert(IdempotentCall).values(
            token_id=token_id, key=key, request_hash=request_hash, started_at=at, status=said.status,
            answer=said.body, content_type=said.content_type,
        )
    )  # fmt: skip


def forget(session: Session, at: datetime) -> None:
    """Answers that nobody asks for again: older than two days."""
    session.execute(delete(IdempotentCall).where(IdempotentCall.started_at < at - KEPT_FOR))


def _locked(session: Session, token_id: int, key: str) -> bool:
    name = hashlib.sha256(f"{token_id}:{key}".encode()).digest()[:8]
    number = int.from_bytes(name, signed=True)
    held = session.scalar(text("SELECT pg_try_advisory_xact_lock(:number)"), {"number": number})
    return bool(held)
