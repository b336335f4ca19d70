"""The inbox: finding a platform's door, keeping each call once, and what waits in it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, func, select, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, defer, joinedload

from cxloop.database import is_postgresql
from cxloop.responses.inbound.models import QUARANTINED, WAITING, Hook, InboundEvent

LONGEST_EVENT_ID = 200
MOST_QUARANTINED, MOST_QUARANTINED_BYTES = 10_000, 256 * 1024 * 1024
"""Of one source, for a person to look at; what cannot be read and comes after that is left with its sender."""
AnySession = Session | Any


def hashed(address: str) -> str:
    """A secret address as we keep it: SHA-256, for 256 random bits need no salt."""
    return hashlib.sha256(address.encode()).hexdigest()


def locked(session: Session, source_id: int) -> Hook:
    """A source's hook as it is now, and nobody else's to change until the unit of work ends."""
    return session.get_one(Hook, source_id, with_for_update={"of": Hook}, populate_existing=True)


def hook_at(
    session: AnySession, platform: str, address: str, at: datetime, *, signs: bool
) -> Row[Any] | None:
    """The door of a platform behind this last part of its path; an old secret address works until it ends.

    Only what a call needs: `source_id`, `paused_at`, and the sealed secrets as a `Hook` names them.
    """
    if signs:
        return cast(
            "Row[Any] | None", session.execute(_BY_ADDRESS, {"name": platform, "address": address}).first()
        )
    told = {"name": platform, "address": hashed(address), "at": at}
    return cast("Row[Any] | None", session.execute(_BY_SECRET, told).first())


_DOOR = select(
    Hook.source_id, Hook.paused_at, Hook.signing_secret, Hook.old_signing_secret, Hook.old_secret_until
).where(Hook.platform == bindparam("name"))
_BY_ADDRESS = _DOOR.where(Hook.address == bindparam("address"))
_BY_SECRET = _DOOR.where(
    (Hook.address_hash == bindparam("address"))
    | ((Hook.old_address_hash == bindparam("address")) & (Hook.old_secret_until > bindparam("at")))
)
"""Built once: each call of a platform asks one of them."""


def dedupe_key(event_id: str | None, body: bytes) -> str:
    """What makes two calls the same: the platform's id of the event, else the raw body."""
    if event_id is None:
        return "sha256:" + hashlib.sha256(body).hexdigest()
    if len(event_id) > LONGEST_EVENT_ID or not event_id.isprintable():
        return "id-sha256:" + hashlib.sha256(event_id.encode("utf-8", "replace")).hexdigest()
    return f"id:{event_id}"


def keep(
    session: AnySession, source_id: int, key: str, *, body: bytes, content_type: str | None,
    headers: Mapping[str, str], at: datetime,
) -> tuple[int, int]:  # fmt: skip
    """Store one call, or count that it came again; returns its id and how often it was repeated.

    One statement, so that senders who deliver it at the same time make one row.
    """
    row = {
        "source_id": source_id, "dedupe_key": key, "body": body, "content_type": content_type,
        "headers": dict(headers) or None, "received_at": at,
    }  # fmt: skip
    number, repeats = session.execute(_insert_or_count(is_postgresql(session)), row).one()
    return number, repeats


@cache
def _insert_or_count(is_postgres: bool) -> Any:
    table = cast("Table", InboundEvent.__table__)
    make = postgresql.insert if is_postgres else sqlite.insert
    named = ("source_id", "dedupe_key", "body", "content_type", "headers", "received_at")
    row = {name: bindparam(name, type_=table.c[name].type) for name in named}
    again = make(table).values(repeats=0, state="waiting", attempts=0, **row).on_conflict_do_update(
        index_elements=["source_id", "dedupe_key"], set_={"repeats": table.c.repeats + 1}
    )  # fmt: skip
    return again.returning(table.c.id, table.c.repeats)


def waiting(session: Session, most: int) -> Sequence[InboundEvent]:
    """The oldest calls nobody has read, locked; those that another reader holds are passed over."""
    chosen = select(InboundEvent).where(WAITING).order_by(InboundEvent.id).limit(most)
    return session.scalars(
        chosen.with_for_update(of=InboundEvent, skip_locked=True).execution_options(populate_existing=True)
    ).all()


@dataclass(frozen=True)
class Counts:
    """What a source has in its inbox."""

    last_at: datetime | None = None
    today: int = 0
    waiting: int = 0
    quarantined: int = 0


def counts(session: AnySession, since: datetime, source_id: int | None = None) -> dict[int, Counts]:
    """By source, or of one; `since` is the beginning of today."""
    event = InboundEvent
    here: Any = true() if source_id is None else Hook.source_id == source_id
    of_hook = event.source_id == Hook.source_id
    last = select(func.max(event.received_at)).where(of_hook).scalar_subquery()
    today = (
        select(func.count()).select_from(event).where(of_hook, event.received_at >= since).scalar_subquery()
    )
    waits, stuck = (
        select(func.count()).select_from(event).where(of_hook, is_in).scalar_subquery()
        for is_in in (WAITING, QUARANTINED)
    )
    rows = session.execute(select(Hook.source_id, last, today, waits, stuck).where(here))
    return {source: Counts(*counted) for source, *counted in rows}


def newest(session: AnySession, source_id: int, most: int) -> Sequence[InboundEvent]:
    """What arrived last, newest first, without the bodies."""
    chosen = select(InboundEvent).where(InboundEvent.source_id == source_id)
    ordered = chosen.order_by(InboundEvent.received_at.desc(), InboundEvent.id.desc()).limit(most)
    return cast("Sequence[InboundEvent]", session.scalars(ordered.options(defer(InboundEvent.body))).all())


def quarantined(
    session: AnySession, *, source_id: int | None = None, before_id: int | None = None, most: int = 50
) -> Sequence[InboundEvent]:
    """What could not be read, newest first; `before_id` continues a page."""
    chosen = select(InboundEvent).where(QUARANTINED)
    if source_id is not None:
        chosen = chosen.where(InboundEvent.source_id == source_id)
    if before_id is not None:
        chosen = chosen.where(InboundEvent.id < before_id)
    ordered = chosen.order_by(InboundEvent.id.desc()).limit(most)
    named = ordered.options(joinedload(InboundEvent.source), defer(InboundEvent.body))
    return cast("Sequence[InboundEvent]", session.scalars(named).all())


def count_quarantined(session: AnySession) -> int:
    return int(session.scalar(select(func.count()).select_from(InboundEvent).where(QUARANTINED)) or 0)


def is_quarantine_full(session: AnySession, source_id: int) -> bool:
    """Whether so many calls of this source wait for a person, or such large ones, that no further is taken."""
    lengths = select(func.length(InboundEvent.body).label("bytes")).where(
        InboundEvent.source_id == source_id, QUARANTINED
    )
    piece = lengths.limit(MOST_QUARANTINED).subquery()
    count, size = session.execute(select(func.count(), func.sum(piece.c.bytes)).select_from(piece)).one()
    return count >= MOST_QUARANTINED or (size or 0) >= MOST_QUARANTINED_BYTES


def last_telling(session: AnySession, source_id: int, most: int) -> Sequence[InboundEvent]:
    """The last calls that were not about nothing, newest first, with their bodies: to choose fields from."""
    tells = InboundEvent.state.in_(("done", "quarantined", "waiting", "to_fetch"))
    chosen = select(InboundEvent).where(InboundEvent.source_id == source_id, tells)
    ordered = chosen.order_by(InboundEvent.received_at.desc(), InboundEvent.id.desc()).limit(most)
    return cast("Sequence[InboundEvent]", session.scalars(ordered).all())


def hook_of(session: AnySession, source_id: int) -> Hook | None:
    found: Hook | None = session.get(Hook, source_id)
    return found


def all_hooks(session: AnySession) -> Sequence[Hook]:
    return cast(
        "Sequence[Hook]", session.scalars(select(Hook).order_by(Hook.created_at, Hook.source_id)).all()
    )
