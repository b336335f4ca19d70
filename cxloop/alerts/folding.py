"""Storms: beyond twenty alerts for one channel in ten minutes, one digest tells everything that has not been told.

In Slack the digest grows in place while the storm lasts; a letter cannot, so the next one follows after two minutes.
What is pressing (a missed promise, an urgent ticket) is told alone, unless there is more of it than a minute takes.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.models import Alert, Pace
from cxloop.alerts.pacing import BETWEEN_LETTERS, MOST_ALONE, STORM_AFTER, STORM_WINDOW
from cxloop.alerts.wording import HANDED_OVER, NOT_OF_TICKETS, TASKS, ranges
from cxloop.database import bulk
from cxloop.people import access_links

DIGEST = "digest"
NOT_FOLDED = (outbox.UPDATE, DIGEST, HANDED_OVER, *TASKS, *NOT_OF_TICKETS, *access_links.LETTERS.values())
PRESSING = ("escalated",)
LONGEST_LIST = 7000
"""Characters of ticket numbers that one message surely takes."""
Urgent = Callable[[Session, Collection[str]], Collection[str]]
"""Which of these subjects are urgent now."""


@dataclass(frozen=True)
class Member:
    """An alert that a digest tells, or may tell."""

    id: int
    kind: str
    subject: str


def none_urgent(_session: Session, _subjects: Collection[str]) -> Collection[str]:
    return ()


def fold(session: Session, pace: Pace, at: datetime, urgent: Urgent = none_urgent) -> None:
    """Fold what waits for a channel in a storm. An alert that was tried before is not folded: it may have arrived."""
    goes_on = pace.digest_at is not None and pace.digest_at <= at < pace.digest_at + STORM_WINDOW
    waiting = session.scalar(select(func.count()).select_from(Alert).where(*_fresh(pace.channel, at))) or 0
    if not waiting or not (goes_on or waiting + _told_alone(session, pace.channel, at) > STORM_AFTER):
        return
    folded = _without_the_pressing(session, _waiting(session, pace.channel, at), urgent)
    if not folded:
        return
    last = _last_digest(session, pace.channel) if goes_on else None
    if last and pace.channel.startswith("mail:") and at < last.created_at + BETWEEN_LETTERS:
        _put_off(session, folded, last.created_at + BETWEEN_LETTERS)
        return
    if not goes_on:
        pace.digest_at = at
    if last and last.state != "dead" and not pace.channel.startswith("mail:"):
        folded = folded[_add(session, last, folded, at) :]
    root = last
    while folded:
        digest = _write_digest(session, pace.channel, at, root)
        folded = folded[_add(session, digest, folded, at) :]
        root = root or digest


def members(session: Session, digest_id: int) -> Sequence[Member]:
    """What this digest tells, oldest first."""
    chosen = select(Alert.id, Alert.kind, Alert.subject).where(Alert.folded_into_id == digest_id)
    return [Member(*row) for row in session.execute(chosen.order_by(Alert.id))]


def untold(session: Session, digest_id: int) -> list[int]:
    """The alerts that no message has named yet."""
    chosen = select(Alert.id).where(Alert.folded_into_id == digest_id, Alert.sent_at.is_(None))
    return list(session.scalars(chosen.order_by(Alert.id)))


def told(session: Session, alert_ids: Collection[int], at: datetime) -> None:
    """A message names these now."""
    session.execute(
        update(Alert)
        .where(bulk.among(session, Alert.id, alert_ids))
        .values(sent_at=at)
        .execution_options(synchronize_session=False)
    )


def tell_the_rest_anew(session: Session, digest_id: int, at: datetime) -> None:
    """The digest cannot be changed any more: what it does not name yet gets a digest of its own."""
    old = session.get_one(Alert, digest_id)
    rest = [member for member in members(session, digest_id) if member.id in set(untold(session, digest_id))]
    if rest:
        _add(session, _write_digest(session, old.channel, at, None), rest, at)


def numbered(subject: str) -> int:
    """The number in "ticket:7"; 0 for a subject without one."""
    number = subject.rpartition(":")[2]
    return int(number) if number.isdecimal() else 0


def _fresh(channel: str, at: datetime) -> tuple[ColumnElement[bool], ...]:
    never_tried = Alert.attempts == 0
    return (
        outbox.waiting(),
        Alert.channel == channel,
        Alert.not_before <= at,
        ~outbox.held(at),
        never_tried,
        Alert.kind.not_in(NOT_FOLDED),
    )


def _waiting(session: Session, channel: str, at: datetime) -> list[Member]:
    rows = session.execute(
        select(Alert.id, Alert.kind, Alert.subject).where(*_fresh(channel, at)).order_by(Alert.id)
    )
    return [Member(*row) for row in rows]


def _told_alone(session: Session, channel: str, at: datetime) -> int:
    recent = (Alert.channel == channel, Alert.state == "sent", Alert.sent_at > at - STORM_WINDOW)
    alone = select(func.count()).select_from(Alert).where(*recent, Alert.kind.not_in(NOT_FOLDED))
    return session.scalar(alone) or 0


def _without_the_pressing(session: Session, waiting: list[Member], urgent: Urgent) -> list[Member]:
    urgent_now = set(urgent(session, {one.subject for one in waiting}))
    calm = [one for one in waiting if one.kind not in PRESSING and one.subject not in urgent_now]
    return calm if len(waiting) - len(calm) <= MOST_ALONE else waiting


def _last_digest(session: Session, channel: str) -> Alert | None:
    chosen = select(Alert).where(Alert.subject == f"channel:{channel}", Alert.kind == DIGEST)
    return session.scalars(
        chosen.order_by(Alert.step.desc()).limit(1).execution_options(populate_existing=True)
    ).first()


def _put_off(session: Session, waiting: list[Member], until: datetime) -> None:
    session.execute(
        update(Alert)
        .where(bulk.among(session, Alert.id, [one.id for one in waiting]))
        .values(not_before=until)
        .execution_options(synchronize_session=False)
    )


def _write_digest(session: Session, channel: str, at: datetime, root: Alert | None) -> Alert:
    """A new digest; one that continues another (its numbers did not fit) is told in its thread."""
    last = _last_digest(session, channel)
    row = outbox.new_row(
        kind=DIGEST,
        subject=f"channel:{channel}",
        step=max(int(at.timestamp()), last.step + 1 if last else 0),
        via=channel.partition(":")[0],
        recipient=channel.partition(":")[2],
        at=at,
        facts={"continues": (root.facts or {}).get("continues", root.id)} if root else None,
    )
    digest = Alert(**(row | {"channel": channel}))
    session.add(digest)
    session.flush()
    return digest


def _add(session: Session, digest: Alert, waiting: list[Member], at: datetime) -> int:
    """Let the digest tell the first of these, as many as fit; returns how many, and has it sent again."""
    before = [numbered(one.subject) for one in members(session, digest.id)]
    count = len(waiting)
    while (
        count
        and (length := len(ranges([*before, *(numbered(one.subject) for one in waiting[:count])])))
        > LONGEST_LIST
    ):
        count = (
            0 if before and len(ranges(before)) > LONGEST_LIST - 100 else count * LONGEST_LIST // (length + 1)
        )
    if not count:
        return 0
    session.execute(
        update(Alert)
        .where(bulk.among(session, Alert.id, [one.id for one in waiting[:count]]))
        .values(state="folded", folded_into_id=digest.id)
        .execution_options(synchronize_session=False)
    )
    if before:
        digest.generation += 1
        if digest.state == "sent":
            digest.state, digest.not_before, digest.attempts, digest.crashes = "pending", at, 0, 0
            digest.first_tried_at, digest.created_at = None, at
    session.flush()
    return count
