"""Storms: beyond twenty messages to one channel in ten minutes, one digest tells the rest."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.models import Alert, Pace
from cxloop.alerts.pacing import STORM_AFTER, STORM_WINDOW

DIGEST = "digest"
NOT_FOLDED = (outbox.UPDATE, DIGEST)


def fold(session: Session, pace: Pace, at: datetime) -> None:
    """Open or close the channel's ten-minute window; past its twenty messages, fold what waits into a digest.

    A storm that goes on into the next window is told by that window's digest at once. An alert that was tried
    before is not folded: it may have arrived.
    """
    stormy = pace.digest_at is not None
    if pace.window_from is None or not pace.window_from <= at < pace.window_from + STORM_WINDOW:
        pace.window_from, pace.window_posts, pace.digest_at = at, 0, None
        if stormy and _waiting(session, pace.channel, at) > STORM_AFTER:
            pace.window_posts = STORM_AFTER
    if pace.window_posts < STORM_AFTER or pace.digest_at is not None:
        return
    if _waiting(session, pace.channel, at):
        _write_digest(session, pace, at)
        pace.digest_at = at


def members(session: Session, digest_id: int) -> Sequence[tuple[str, str]]:
    """(kind, subject) of each alert that this digest tells, oldest first."""
    rows = session.execute(
        select(Alert.kind, Alert.subject).where(Alert.folded_into_id == digest_id).order_by(Alert.id)
    )
    return [(kind, subject) for kind, subject in rows]


def _fresh(channel: str, at: datetime) -> tuple[object, ...]:
    never_tried = Alert.attempts == 0
    return (
        outbox.waiting(),
        Alert.channel == channel,
        Alert.not_before <= at,
        never_tried,
        Alert.kind.not_in(NOT_FOLDED),
    )


def _waiting(session: Session, channel: str, at: datetime) -> int:
    return session.scalar(select(func.count()).select_from(Alert).where(*_fresh(channel, at))) or 0


def _write_digest(session: Session, pace: Pace, at: datetime) -> None:
    newest = session.scalars(
        select(Alert).where(Alert.channel == pace.channel).order_by(Alert.id.desc()).limit(1)
    ).one()
    row = outbox.new_row(
        kind=DIGEST,
        subject=f"channel:{pace.channel}",
        step=int(at.timestamp()),
        via=newest.via,
        recipient=newest.recipient,
        at=at,
    )
    digest = Alert(**(row | {"channel": pace.channel}))
    session.add(digest)
    session.flush()
    session.execute(
        update(Alert)
        .where(*_fresh(pace.channel, at), Alert.id != digest.id)
        .values(state="folded", folded_into_id=digest.id)
        .execution_options(synchronize_session=False)
    )
