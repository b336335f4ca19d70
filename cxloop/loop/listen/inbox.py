"""Reading what survey platforms sent: each call once, in the transaction of its effect.

One bad call never stops another: what the platform's translator refuses is quarantined with its reason, and where our
own code fails, `read_alone` finds out whose fault it was.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from cxloop.loop.listen.calls import Calls, news_of, set_aside
from cxloop.loop.listen.hear import Door
from cxloop.loop.listen.versions import hear_versions
from cxloop.people.models import User
from cxloop.responses.inbound import queries
from cxloop.responses.inbound.models import QUARANTINED, InboundEvent
from cxloop.responses.models import Source
from cxloop.responses.platforms import Event

CALLS_A_BATCH = 200
OUR_FAULT = "our_fault"
log = structlog.get_logger()


def read_next_calls(session: Session, *, at: datetime, most: int = CALLS_A_BATCH) -> int:
    """Read the oldest calls nobody has read, in the caller's unit of work; returns how many those were."""
    events = queries.waiting(session, most)
    batches: dict[int, Calls] = {}
    for event in events:
        batch = batches.get(event.source_id) or batches.setdefault(
            event.source_id, Calls(session, event.source_id)
        )
        batch.read(event, at)
    for batch in batches.values():
        batch.hear(at)
    session.flush()
    return len(events)


def read_one_call(session: Session, *, at: datetime) -> int:
    """Read the oldest waiting call by itself; an unexpected fault of ours quarantines it with a reference to the log.

    Returns how many calls were taken: 1, or 0 when none waits.
    """
    events = queries.waiting(session, 1)
    if not events:
        return 0
    event = events[0]
    try:
        with session.begin_nested():
            batch = Calls(session, event.source_id)
            batch.read(event, at)
            batch.hear(at)
            session.flush()
    except (
        OperationalError,
        InterfaceError,
    ):  # the database is away or busy: nobody's fault, and read again later
        raise
    except Exception as error:
        reference = secrets.token_hex(4)
        log.error("inbound_event_not_read", reference=reference, call=event.id, kind=type(error).__name__)
        session.refresh(event)
        event.attempts += 1
        set_aside(event, OUR_FAULT, {"reference": reference}, at)
        session.flush()
    return 1


def to_fetch(session: Session, source_id: int, most: int = 500) -> Sequence[InboundEvent]:
    """Calls that named answers without telling them, oldest first; `facts["ids"]` names them."""
    chosen = select(InboundEvent).where(InboundEvent.source_id == source_id, InboundEvent.state == "to_fetch")
    return session.scalars(chosen.order_by(InboundEvent.id).limit(most)).all()


def fetched(session: Session, event_ids: Sequence[int], *, at: datetime) -> None:
    """The answers these calls named were heard."""
    mine = InboundEvent.id.in_(event_ids) & (InboundEvent.state == "to_fetch")
    session.execute(update(InboundEvent).where(mine).values(state="done", done_at=at))


def replay_calls(
    session: Session, *, by: User, at: datetime, event_id: int | None = None, source_id: int | None = None
) -> int:
    """Read quarantined calls again: one, those of a source, or all; returns how many wait now.

    Reading an answer again changes nothing that it has changed before.
    """
    chosen = update(InboundEvent).where(QUARANTINED)
    if event_id is not None:
        chosen = chosen.where(InboundEvent.id == event_id)
    if source_id is not None:
        chosen = chosen.where(InboundEvent.source_id == source_id)
    values = {"state": "waiting", "reason": None, "facts": None, "decided_by_id": by.id, "done_at": at}
    returned = session.execute(chosen.values(**values).returning(InboundEvent.id))
    return len(returned.all())


def dismiss_call(session: Session, event_id: int, *, by: User, at: datetime) -> bool:
    """A person says that a quarantined call is not an answer; its body stays. False when it was not quarantined."""
    chosen = update(InboundEvent).where(InboundEvent.id == event_id, QUARANTINED)
    values = {"state": "dismissed", "decided_by_id": by.id, "done_at": at}
    return session.execute(chosen.values(**values).returning(InboundEvent.id)).first() is not None


def withdraw_test_call(session: Session, event_id: int, *, at: datetime, via: str) -> int:
    """A person says that what this call told was only a test: its answers leave every figure, their tickets stay.

    Returns how many answers that changed.
    """
    event = session.get_one(InboundEvent, event_id)
    ids = (event.facts or {}).get("ids", ())
    news = [one for name in ids if (one := news_of(Event("withdrawn", name, said_at=at), at))]
    if event.state != "done" or not news:
        return 0
    event.facts = {**(event.facts or {}), "withdrawn": True}
    door = Door(session.get_one(Source, event.source_id), via=via, at=at)
    return hear_versions(session, news, door).updated


def late_calls(session: Session, at: datetime, after: timedelta) -> int:
    """How many calls have waited longer than this: somebody who reads them is not there."""
    waits = (InboundEvent.state == "waiting") & (InboundEvent.received_at < at - after)
    return int(session.scalar(select(func.count()).select_from(InboundEvent).where(waits)) or 0)
