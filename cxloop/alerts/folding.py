"""Storms: beyond twenty messages to one channel in ten minutes, one digest tells the rest."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.models import Alert, Pace
from cxloop.alerts.pacing import STORM_AFTER, STORM_WINDOW
from cxloop.alerts.wording import ranges
from cxloop.database import in_pieces

DIGEST = "digest"
NOT_FOLDED = (outbox.UPDATE, DIGEST)
LONGEST_LIST = 7000
"""Characters of ticket numbers that one message surely takes."""


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


def _fresh(channel: str, at: datetime) -> tuple[ColumnElement[bool], ...]:
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
    told = _as_many_as_fit(session, pace.channel, at, digest.id)
    for piece in in_pieces(told):
        session.execute(
            update(Alert)
            .where(Alert.id.in_(piece))
            .values(state="folded", folded_into_id=digest.id)
            .execution_options(synchronize_session=False)
        )


def _as_many_as_fit(session: Session, channel: str, at: datetime, digest_id: int) -> list[int]:
    """The oldest fresh alerts whose ticket numbers fit one message; the others wait for the next digest."""
    rows = session.execute(
        select(Alert.id, Alert.subject).where(*_fresh(channel, at), Alert.id < digest_id).order_by(Alert.id)
    ).all()
    count = len(rows)
    while (length := len(ranges(numbered(subject) for _, subject in rows[:count]))) > LONGEST_LIST:
        count = count * LONGEST_LIST // (length + 1)
    return [alert_id for alert_id, _ in rows[:count]]


def numbered(subject: str) -> int:
    """The number in "ticket:7"; 0 for a subject without one."""
    number = subject.rpartition(":")[2]
    return int(number) if number.isdecimal() else 0
