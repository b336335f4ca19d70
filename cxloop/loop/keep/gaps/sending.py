"""Alerts that nobody would ever send: a lease without end, a moment the clock has left behind, no path."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CTE, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from cxloop.alerts import outbox
from cxloop.alerts.claiming import FURTHEST
from cxloop.alerts.models import SENDING, Alert, Pace
from cxloop.alerts.pacing import LEASE, LONGEST_PENALTY
from cxloop.loop.keep.gaps.kinds import OLD_ENOUGH, Rows

STATES = ("pending", "sending", "sent", "dead", "folded")


def _lease_stuck(_session: Session, at: datetime) -> Sequence[Select[Any]]:
    too_far, over = Alert.lease_until > at + 2 * LEASE, Alert.lease_until < at - OLD_ENOUGH
    return [select(Alert.id).where(SENDING, or_(Alert.lease_until.is_(None), too_far, over))]


def _far_future(_session: Session, at: datetime) -> Sequence[Select[Any]]:
    """Channel by channel, as the index of waiting alerts lies; what has no channel of ours is stranded."""
    here = Alert.channel == Pace.channel
    far = Alert.not_before > at + FURTHEST
    return [
        select(Alert.id)
        .select_from(Pace)
        .join(Alert, here)
        .where(outbox.waiting(), Alert.state == "pending", far)
    ]


def _in_no_state(_session: Session, at: datetime) -> Sequence[Select[Any]]:
    """No sender looks for these: folded into nothing, or in a state that does not exist."""
    told_by_nothing = (Alert.state == "folded") & Alert.folded_into_id.is_(None)
    return [
        select(Alert.id).where(
            Alert.created_at < at - OLD_ENOUGH, or_(Alert.state.not_in(STATES), told_by_nothing)
        )
    ]


def _free(session: Session, alert_id: int, at: datetime) -> bool:
    """It may have arrived, so a sender looks before it sends."""
    alert = session.get_one(Alert, alert_id, with_for_update=True)
    alert.in_doubt = alert.in_doubt or alert.state == "sending" or alert.attempts > 0
    alert.state, alert.not_before = "pending", at
    alert.lease_token = alert.lease_until = None
    session.flush()
    return True


def _stranded(_session: Session, at: datetime) -> Sequence[Select[Any]]:
    """Its channel has no pace, so no sender ever comes to it."""
    channels = _channels_waited_for()
    paced = exists().where(Pace.channel == channels.c.channel)
    here = select(Alert.id).select_from(channels).join(Alert, Alert.channel == channels.c.channel)
    return [here.where(~paced, outbox.waiting(), Alert.created_at < at - OLD_ENOUGH)]


def _channels_waited_for() -> CTE:
    """Each once, however many alerts wait: from one to the next along the index."""
    other = aliased(Alert)
    first = select(func.min(Alert.channel).label("channel")).where(outbox.waiting())
    found = first.cte("channels", recursive=True)
    following = select(func.min(other.channel)).where(outbox.waiting(other), other.channel > found.c.channel)
    return found.union_all(select(following.scalar_subquery()).where(found.c.channel.is_not(None)))


def _give_pace(session: Session, alert_id: int, at: datetime) -> bool:
    outbox.add_channels(session, {session.get_one(Alert, alert_id).channel}, at)
    return True


def _channel_far_future(_session: Session, at: datetime) -> Sequence[Select[Any]]:
    return [select(Pace.channel).where(Pace.next_at > at + timedelta(seconds=LONGEST_PENALTY + 60))]


def _open_channel(session: Session, channel: str, at: datetime) -> bool:
    pace = session.get_one(Pace, channel, with_for_update=True)
    pace.next_at = pace.set_at = at
    session.flush()
    return True


KINDS = (
    Rows("alert_lease_stuck", "alert", Alert.id, _lease_stuck, _free, is_windowed=False),
    Rows("alert_far_future", "alert", Alert.id, _far_future, _free, is_windowed=False),
    Rows("alert_in_no_state", "alert", Alert.id, _in_no_state, _free),
    Rows("alert_stranded", "alert", Alert.id, _stranded, _give_pace, is_windowed=False),
    Rows("channel_far_future", "channel", Pace.channel, _channel_far_future, _open_channel, is_windowed=False,
         parse=str),
)  # fmt: skip
