"""What came in and is not read on: calls of platforms, files whose import stands still."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, literal_column, select
from sqlalchemy.orm import Session

from cxloop.loop import listen
from cxloop.loop.keep.gaps.kinds import OLD_ENOUGH, Rows
from cxloop.responses.inbound.models import Hook, InboundEvent
from cxloop.responses.models import ImportJob

MOST_READ = 50


def _call_waits(_session: Session, at: datetime) -> Sequence[Select[Any]]:
    """A paused source waits because a person said so."""
    is_waiting = InboundEvent.state == literal_column("'waiting'")
    return [
        select(InboundEvent.id)
        .outerjoin(Hook, Hook.source_id == InboundEvent.source_id)
        .where(is_waiting, InboundEvent.received_at < at - OLD_ENOUGH, Hook.paused_at.is_(None))
    ]


def _read(session: Session, call_id: int, at: datetime) -> bool:
    """One call after the other, the oldest first, until it is its turn."""
    call = session.get_one(InboundEvent, call_id)
    for _ in range(MOST_READ):
        if call.state != "waiting" or not listen.read_one_call(session, at=at):
            break
        session.refresh(call)
    return call.state != "waiting"


def _stands_still(_session: Session, at: datetime) -> Sequence[Select[Any]]:
    moved = func.coalesce(ImportJob.moved_at, ImportJob.started_at, ImportJob.created_at)
    return [
        select(ImportJob.id).where(
            and_(ImportJob.state.in_(("running", "checking")), moved < at - OLD_ENOUGH)
        )
    ]


KINDS = (
    Rows("call_waits", "call", InboundEvent.id, _call_waits, _read, is_windowed=False),
    Rows("import_stands_still", "import", ImportJob.id, _stands_still, is_windowed=False),
)
