"""Sending: take what is due under a lease, and write down what became of it if the lease still holds.

Every function works inside the caller's unit of work. Two senders never hold one alert: the channel's pace row is
locked while claiming, and whoever comes back after the lease is over finds that the token is no longer theirs.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, case, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from cxloop.alerts import folding, outbox
from cxloop.alerts.models import SENDING, Alert, Pace
from cxloop.alerts.pacing import BETWEEN_MESSAGES, LEASE, MOST_CRASHES, backoff

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
    session: Session, at: datetime, *, most: int = 50, between: timedelta = BETWEEN_MESSAGES
) -> list[Claimed]:
    """Take the alerts that are due: at most one of each channel, oldest first, and none before its opening."""
    _end_leases(session, at)
    token = secrets.token_hex(16)
    claimed: list[Claimed] = []
    for pace in _ready(session, at, most):
        room = most - len(claimed)
        if pace.channel == outbox.CUSTOMERS:
            claimed += [_take(alert, at, token) for alert in _heads(session, pace, at, room)]
            continue
        if between:
            folding.fold(session, pace, at)
        claimed += _next(session, pace, at, between, token)
        if len(claimed) >= most:
            break
    session.flush()
    return sorted(claimed, key=lambda one: one.id)


def mark_sent(
    session: Session, claimed: Claimed, at: datetime, external_ts: str | None = None, note: str | None = None
) -> bool:
    """It arrived. An update that changed meanwhile is due again. False: the lease is no longer ours."""
    same = Alert.generation == claimed.generation
    ours = _ours(
        session,
        claimed,
        state=case((same, "sent"), else_="pending"),
        attempts=case((same, Alert.attempts), else_=0),
        external_ts=external_ts,
        sent_at=at,
        not_before=at,
        in_doubt=False,
        last_error=note,
    )
    if ours:
        healed = update(Pace).where(Pace.channel == claimed.channel, Pace.trouble.is_not(None))
        session.execute(healed.values(trouble=None, trouble_at=None))
    return ours


def retry_later(
    session: Session, claimed: Claimed, at: datetime, *, code: str, in_doubt: bool, wait: float | None = None
) -> bool:
    """Try again later, by `wait` seconds if the peer said so, which then holds for the whole channel."""
    if wait is not None:
        slow_down(session, claimed.channel, at, wait)
    pause = backoff(claimed.attempts) if wait is None else timedelta(0)
    return _ours(session, claimed, state="pending", not_before=at + pause, in_doubt=in_doubt, last_error=code)


def crashed(session: Session, claimed: Claimed, at: datetime, *, code: str) -> None:
    """Our own code failed on it: after five times it is dead, so that it cannot hold up the others for ever."""
    if claimed.crashes + 1 >= MOST_CRASHES:
        give_up(session, claimed, at, code=code)
        return
    pause, crashes = backoff(claimed.attempts), claimed.crashes + 1
    _ours(
        session,
        claimed,
        state="pending",
        not_before=at + pause,
        crashes=crashes,
        in_doubt=True,
        last_error=code,
    )


def put_back(session: Session, claimed: Claimed, at: datetime) -> bool:
    """Nothing was tried: the lease was too short for one more call."""
    return _ours(session, claimed, state="pending", not_before=at, attempts=Alert.attempts - 1)


def give_up(session: Session, claimed: Claimed, at: datetime, *, code: str, unsure: bool = False) -> bool:
    """No path is left: the banner shows it."""
    return _ours(session, claimed, state="dead", not_before=at, last_error=code, unsure=Alert.unsure | unsure)


def mark_unsure(session: Session, claimed: Claimed) -> None:
    """It is about to be sent again although nobody could look whether it is there."""
    session.execute(update(Alert).where(Alert.id == claimed.id).values(unsure=True))


def reroute(
    session: Session, claimed: Claimed, at: datetime, *, via: str, recipient: str, channel: str, code: str
) -> bool:
    """The path is broken for good: the same alert goes another way, and remembers which it has tried."""
    outbox.add_channels(session, {channel}, at)
    tried = [*claimed.facts.get("tried", []), claimed.channel]
    return _ours(
        session,
        claimed,
        state="pending",
        via=via,
        recipient=recipient,
        channel=channel,
        facts=claimed.facts | {"tried": tried},
        not_before=at,
        attempts=0,
        crashes=0,
        first_tried_at=None,
        in_doubt=False,
        last_error=code,
    )


def slow_down(session: Session, channel: str, at: datetime, seconds: float) -> None:
    """Leave the channel alone for so long."""
    session.execute(
        update(Pace).where(Pace.channel == channel).values(next_at=at + timedelta(seconds=seconds), set_at=at)
    )


def report_trouble(session: Session, channel: str, code: str, at: datetime) -> None:
    """The channel answered with a permanent error; the banner names it until something arrives there."""
    session.execute(update(Pace).where(Pace.channel == channel).values(trouble=code, trouble_at=at))


def next_moment(session: Session, at: datetime, within: timedelta) -> datetime | None:
    """When something can be claimed, if that is soon, for a sender that considers waiting; None if it is not."""
    moments = []
    for pace in _ready(session, at + within, CHANNELS_LOOKED_AT):
        for alert in _heads(session, pace, at + within, 1):
            moments.append(max(at, pace.next_at, alert.not_before))
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


def _ours(session: Session, claimed: Claimed, **values: Any) -> bool:
    fenced = update(Alert).where(Alert.id == claimed.id, Alert.lease_token == claimed.token)
    values |= {"lease_token": None, "lease_until": None}
    result = session.execute(fenced.values(values).execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", result).rowcount > 0


def _due(at: datetime) -> ColumnElement[bool]:
    return and_(
        outbox.waiting(),
        Alert.state == "pending",
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
    )
    chosen = select(Alert).where(Alert.channel == pace.channel, _due(at), ~overtakes)
    if pace.digest_at is not None:
        chosen = chosen.where(or_(Alert.kind.in_(folding.NOT_FOLDED), Alert.attempts > 0))
    return session.scalars(
        chosen.order_by(Alert.not_before, Alert.id)
        .limit(room)
        .with_for_update(of=Alert, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()


def _next(session: Session, pace: Pace, at: datetime, between: timedelta, token: str) -> list[Claimed]:
    for alert in _heads(session, pace, at, 1):
        if alert.kind not in folding.NOT_FOLDED and alert.attempts == 0:
            pace.window_posts += 1
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
