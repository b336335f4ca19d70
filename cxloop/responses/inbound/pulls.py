"""Which sources are to be asked for what their calls did not bring, and with what."""

import json
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cxloop.responses.inbound.models import Hook, InboundEvent
from cxloop.responses.platforms.pulling import PULLERS
from cxloop.secrets import sealing

PURPOSE = "hook"
TAKEN_OVER_AFTER = timedelta(minutes=15)
EVERY = timedelta(hours=6)


def due(session: Session, at: datetime) -> list[int]:
    """The sources to pull now: asked for, with answers that calls only named, or not looked at for six hours."""
    named = select(InboundEvent.source_id).where(InboundEvent.state == "to_fetch")
    chosen = select(Hook.source_id).where(
        Hook.credentials.is_not(None),
        Hook.paused_at.is_(None),
        Hook.platform.in_(PULLERS),
        or_(Hook.pull_again_at.is_(None), Hook.pull_again_at <= at),
        or_(Hook.pull_started_at.is_(None), Hook.pull_started_at < at - TAKEN_OVER_AFTER),
        or_(
            Hook.pull_asked_at.is_not(None),
            Hook.source_id.in_(named),
            Hook.pulled_at.is_(None),
            Hook.pulled_at < at - EVERY,
        ),
    )
    return list(session.scalars(chosen.order_by(Hook.source_id)))


def is_old(hook: Hook, at: datetime) -> bool:
    """Whether its last whole pull is so long ago that the next one looks at everything since."""
    return hook.pulled_at is None or hook.pulled_at < at - EVERY


def opened(hook: Hook, secret_key: str) -> dict[str, str] | None:
    """What pulling signs in with; None when there is nothing, or it was sealed with another key."""
    if not hook.credentials:
        return None
    try:
        found = json.loads(sealing.unseal(secret_key, PURPOSE, hook.credentials))
    except (sealing.CannotUnseal, ValueError):
        return None
    return found if isinstance(found, dict) else None
