"""Taking what is due under a lease; `settling` writes down what became of it.

Every function works inside the caller's unit of work. Two senders never hold one alert: the channel's pace row is
locked while claiming, and whoever comes back after the lease is over finds that the token is no longer theirs.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from cxloop.alerts import folding, outbox
from cxloop.alerts.models import SENDING, Alert, Pace
from cxloop.alerts.pacing import BETWEEN_MESSAGES, LEASE, MOST_CRASHES

FURTHEST = timedelta(minutes=30)
"""No wait of ours is longer: a moment beyond it was written before the clock went back."""
CHANNELS_LOOKED_AT = 20
CALL_TAKES_AT_MOST = timedelta(seconds=13)


class LeaseOver(Exception):
    """The alert is no longer ours to send."""


@dataclass(frozen=True)
class Claimed:
    """An alert that is ours to send until `lease_until`."""

    id: int
    delivery_id: str
    kind: str
    subject: str
    step: int
    via: str
    recipient: str
    channel: str
    facts: dict[str, Any]
    generation: int
    attempts: int
    crashes: int
    in_doubt: bool
    first_tried_at: datetime
    created_at: datetime
    lease_until: datetime
    token: str


def claim(
    session: Session,
    at: datetime,
    *,
    most: int = 50,
    between: timedelta = BETWEEN_MESSAGES,
    urgent: folding.Urgent = folding.none_urgent,
) -> list[Claimed]:
    """Take the alerts that are due: at most one of each channel, oldest first, and none before its opening.

    Args:
        urgent: tells which subjects are, so that a storm does not hide them.
    """
    _end_leases(session, at)
    token = secrets.token_hex(16)
    claimed: list[Claimed] = []
    for pace in _ready(session, at, most):
        room = most - len(claimed)
        if pace.channel == outbox.CUSTOMERS:
            claimed += [_take(alert, at, token) for alert in _heads(session, pace, at, room)]
            continue
        if between or pace.channel.startswith("mail:"):
            folding.fold(session, pace, at, urgent)
        claimed += _next(session, pace, at, between, token)
        if len(claimed) >= most:
            break
    session.flush()
    return sorted(claimed, key=lambda one: one.id)


def next_moment(session: Session, at: datetime, within: timedelta) -> datetime | None:
    """When something can be claimed, if that is soon, for a sender that considers waiting; None if it is not."""
    moments = []
    for pace in _ready(session, at + within, CHANNELS_LOOKED_AT):
        for alert in _heads(session, pace, at + within, 1):
            moments.append(max(at, pace.next_at, alert.not_before, alert.held_until or at))
    return min(moments, default=None)


def insist(session: Session, claimed: Claimed, at: datetime) -> None:
    """Asked right before sending, by a sender that may have been asleep.

    Raises:
        LeaseOver: somebody else has it by now, or could have it before one call is over.
    """
    if at + CALL_TAKES_AT_MOST > claimed.lease_until:
        raise LeaseOver
    if session.scalar(select(Alert.lease_token).where(Alert.id == claimed.id)) != claimed.token:
        raise LeaseOver


def _due(at: datetime) -> ColumnElement[bool]:
    return and_(
        outbox.waiting(),
        Alert.state == "pending",
        ~outbox.held(at),
        or_(Alert.not_before <= at, Alert.not_before > at + FURTHEST),
    )


def _ready(session: Session, at: datetime, most: int) -> Sequence[Pace]:
    """Channels with something due whose pace allows it, locked; those another sender holds are skipped."""
    clock_went_back = Pace.set_at > at + timedelta(minutes=1)
    return session.scalars(
        select(Pace)
        .where(
            or_(Pace.next_at <= at, clock_went_back), exists().where(Alert.channel == Pace.channel, _due(at))
        )
        .order_by(Pace.next_at)
        .limit(most)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()


def _heads(session: Session, pace: Pace, at: datetime, room: int) -> Sequence[Alert]:
    """The oldest due alerts of a channel. One waits for earlier alerts about its subject, an update for its opening."""
    earlier = aliased(Alert)
    overtakes = exists().where(
        earlier.subject == Alert.subject,
        earlier.via == Alert.via,
        earlier.id < Alert.id,
        or_(earlier.kind == outbox.OPENING, and_(earlier.kind != outbox.UPDATE, Alert.kind != outbox.UPDATE)),
        outbox.waiting(earlier),
        ~outbox.held(at, earlier),
    )
    chosen = select(Alert).where(Alert.channel == pace.channel, _due(at), ~overtakes)
    return session.scalars(
        chosen.order_by(Alert.kind.not_in(folding.PRESSING), Alert.not_before, Alert.id)
        .limit(room)
        .with_for_update(of=Alert, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()


def _next(session: Session, pace: Pace, at: datetime, between: timedelta, token: str) -> list[Claimed]:
    for alert in _heads(session, pace, at, 1):
        pace.next_at, pace.set_at = at + between, at
        return [_take(alert, at, token)]
    return []


def _end_leases(session: Session, at: datetime) -> None:
    """Free what a sender left behind when it died.

    It sent one alert after the other, so only the first of a batch can have brought it down: after five times that
    one is dead, so that it cannot stop the others for ever.
    """
    clock_went_back = Alert.lease_until > at + 2 * LEASE
    left = session.scalars(
        select(Alert)
        .where(SENDING, or_(Alert.lease_until <= at, clock_went_back))
        .order_by(Alert.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    blamed: set[str | None] = set()
    for alert in left:
        if alert.lease_token not in blamed:
            alert.crashes += 1
            blamed.add(alert.lease_token)
        if alert.crashes >= MOST_CRASHES:
            alert.state, alert.last_error, alert.unsure = "dead", "sender_crashed", True
        else:
            alert.state = "pending"
        alert.in_doubt, alert.not_before = True, at
        alert.lease_token = alert.lease_until = None
    session.flush()


def _take(alert: Alert, at: datetime, token: str) -> Claimed:
    """Put a lease on it."""
    alert.state, alert.attempts, alert.lease_token = "sending", alert.attempts + 1, token
    alert.lease_until = alert.not_before = at + LEASE
    alert.first_tried_at = alert.first_tried_at or at
    return Claimed(
        id=alert.id,
        delivery_id=alert.delivery_id,
        kind=alert.kind,
        subject=alert.subject,
        step=alert.step,
        via=alert.via,
        recipient=alert.recipient,
        channel=alert.channel,
        facts=dict(alert.facts or {}),
        generation=alert.generation,
        attempts=alert.attempts,
        crashes=alert.crashes,
        in_doubt=alert.in_doubt,
        first_tried_at=alert.first_tried_at,
        created_at=alert.created_at,
        lease_until=alert.lease_until,
        token=token,
    )
