"""Writing alerts, in the same transaction as the change they tell of; `claiming` sends them later."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Table,
    Update,
    and_,
    case,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cxloop.alerts.heartbeat import WORKER, Heartbeat
from cxloop.alerts.models import DEAD, UNTOLD, Alert, Pace
from cxloop.alerts.pacing import LATE_AFTER, LONGEST_QUIET
from cxloop.database import bulk, in_pieces, is_postgresql, prepared
from cxloop.database.bulk import Same

OPENING, UPDATE = "ticket_opened", "ticket_updated"
CUSTOMERS = "mail"

PACED = cast("Table", Pace.__table__).c.channel
AnySession = Session | Any


def channel_of(via: str, recipient: str) -> str:
    """What shares one pace: a Slack channel, a colleague's mailbox, or all customers together."""
    return CUSTOMERS if via == "mail" and recipient.startswith("contact:") else f"{via}:{recipient}"


def new_row(
    *,
    kind: str,
    subject: str,
    via: str,
    recipient: str,
    at: datetime,
    step: int = 0,
    facts: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The columns of a fresh alert, for `enqueue_many`. `facts` holds ids and codes only."""
    return {
        "delivery_id": secrets.token_hex(16),
        "kind": kind,
        "subject": subject,
        "step": step,
        "via": via,
        "recipient": recipient,
        "channel": channel_of(via, recipient),
        "facts": facts,
        "state": "pending",
        "generation": 1,
        "attempts": 0,
        "crashes": 0,
        "in_doubt": False,
        "unsure": False,
        "not_before": at,
        "created_at": at,
    }


def enqueue(
    session: AnySession,
    *,
    kind: str,
    subject: str,
    via: str,
    recipient: str,
    at: datetime,
    step: int = 0,
    facts: dict[str, Any] | None = None,
) -> bool:
    """Write one alert in the caller's transaction; False when (subject, kind, step) was written before."""
    row = new_row(kind=kind, subject=subject, via=via, recipient=recipient, at=at, step=step, facts=facts)
    add_channels(session, {row["channel"]}, at)
    written = _insert(session, Alert).values(row).on_conflict_do_nothing().returning(Alert.id)
    return session.scalar(written) is not None


def enqueue_many(session: AnySession, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write thousands of alerts made by `new_row`; those already there are left as they are."""
    batch = [dict(row) for row in rows]
    if not batch:
        return
    add_channels(session, {row["channel"] for row in batch}, batch[0]["created_at"])
    bulk.insert_all(session, Alert, batch, leave_known=True)


def enqueue_new(
    session: AnySession, told: Sequence[tuple[str, str]], *, kind: str, via: str, at: datetime
) -> None:
    """Thousands of alerts of one kind: `told` are (subject, recipient), at least one, of subjects new in this unit."""
    subjects, recipients = zip(*told, strict=True)
    channels = {recipient: channel_of(via, recipient) for recipient in set(recipients)}
    add_channels(session, set(channels.values()), at)
    alike = new_row(kind=kind, subject="", via=via, recipient="", at=at)
    columns: dict[str, Any] = {name: Same(value) for name, value in alike.items()}
    columns |= {
        "delivery_id": [secrets.token_hex(16) for _ in told], "subject": subjects, "recipient": recipients,
        "channel": [channels[recipient] for recipient in recipients],
    }  # fmt: skip
    bulk.insert_columns(session, Alert, columns)


def touch(session: AnySession, subject: str, at: datetime) -> None:
    """The subject changed: its message in Slack has to show it. Any number of changes make one update.

    Nothing happens for a subject that no Slack channel was told about.
    """
    if cast("CursorResult[Any]", session.execute(_again(Alert.subject == subject, at))).rowcount:
        return
    told = session.execute(
        select(Alert.recipient, Alert.channel)
        .where(Alert.subject == subject, Alert.via == "slack", Alert.state != "folded")
        .order_by(Alert.id)
        .limit(1)
    ).first()
    if told:
        row = new_row(kind=UPDATE, subject=subject, via="slack", recipient=told.recipient, at=at)
        row["channel"] = told.channel
        session.execute(_insert(session, Alert).values(row).on_conflict_do_nothing())


def touch_all(session: AnySession, subjects: Collection[str], at: datetime) -> None:
    """`touch` for many subjects, in a few statements."""
    for piece in in_pieces(subjects):
        about = bulk.among(session, Alert.subject, piece)
        session.execute(_again(about, at).execution_options(synchronize_session=False))
        updated = set(
            session.scalars(select(Alert.subject).where(about, Alert.kind == UPDATE, Alert.step == 0))
        )
        told: dict[str, tuple[str, str]] = {}
        for subject, recipient, channel in session.execute(
            select(Alert.subject, Alert.recipient, Alert.channel)
            .where(about, Alert.via == "slack", Alert.state != "folded")
            .order_by(Alert.id)
        ):
            told.setdefault(subject, (recipient, channel))
        rows = []
        for subject, (recipient, channel) in told.items():
            if subject not in updated:
                row = new_row(kind=UPDATE, subject=subject, via="slack", recipient=recipient, at=at)
                rows.append(row | {"channel": channel})
        if rows:
            bulk.insert_all(session, Alert, rows, leave_known=True)


def _again(about: ColumnElement[bool], at: datetime) -> Update:
    """One more change to show: what was sent or given up is to be sent anew."""
    resting = Alert.state.in_(("sent", "dead"))
    return (
        update(Alert)
        .where(about, Alert.kind == UPDATE, Alert.step == 0)
        .values(
            generation=Alert.generation + 1,
            state=case((resting, "pending"), else_=Alert.state),
            not_before=case((resting, at), else_=Alert.not_before),
            created_at=case((resting, at), else_=Alert.created_at),
            attempts=case((resting, 0), else_=Alert.attempts),
            crashes=case((resting, 0), else_=Alert.crashes),
            first_tried_at=case((resting, None), else_=Alert.first_tried_at),
        )
    )


@dataclass(frozen=True)
class Undelivered:
    """What has not reached anybody: `late` alerts wait for over five minutes, `dead` ones were given up."""

    late: int
    oldest_at: datetime | None
    dead: int
    troubles: tuple[tuple[str, str], ...]
    """(channel, error) of every channel whose last answer was a permanent error."""

    def __bool__(self) -> bool:
        return bool(self.late or self.dead or self.troubles)


def is_well(session: AnySession, at: datetime, dead_since: datetime, beat_since: datetime) -> bool:
    """Whether there is nothing to tell of, worker included: one statement, the first row of each index."""
    late = select(Alert.id).where(UNTOLD, *_late(at))
    dead = select(Alert.id).where(DEAD, Alert.created_at >= dead_since)
    broken = select(Pace.channel).where(Pace.trouble.is_not(None))
    alive = select(Heartbeat.name).where(Heartbeat.name == WORKER, Heartbeat.at >= beat_since)
    trouble = or_(late.exists(), dead.exists(), broken.exists(), ~alive.exists())
    return not session.scalar(select(trouble))


def undelivered(session: AnySession, at: datetime, dead_since: datetime | None = None) -> Undelivered:
    """What the banner and /readyz tell; dead ones count from `dead_since`, else all of them."""
    late, oldest = session.execute(
        select(func.count(), func.min(Alert.created_at)).where(UNTOLD, *_late(at))
    ).one()
    dead = select(func.count()).select_from(Alert).where(DEAD)
    if dead_since is not None:
        dead = dead.where(Alert.created_at >= dead_since)
    broken = session.execute(select(Pace.channel, Pace.trouble).where(Pace.trouble.is_not(None)))
    troubles = tuple((channel, code or "") for channel, code in broken)
    return Undelivered(late, oldest, session.scalar(dead) or 0, troubles)


def undelivered_about(session: AnySession, subject: str, at: datetime) -> list[Alert]:
    """The alerts about one subject that are late or were given up, for its page."""
    late = and_(*_late(at))
    chosen = select(Alert).where(Alert.subject == subject, late | (Alert.state == "dead"))
    return list(session.scalars(chosen.order_by(Alert.id)))


def held(at: datetime, alert: Any = Alert) -> ColumnElement[bool]:
    """Kept back for its reader's quiet hours; longer than a day none lasts, so then the clock went back."""
    until = alert.held_until
    return and_(until.is_not(None), until > at, until <= at + LONGEST_QUIET)


def _late(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """It should have reached somebody by now."""
    since = func.coalesce(Alert.held_until, Alert.created_at)
    return waiting(), Alert.created_at < at - LATE_AFTER, since < at - LATE_AFTER


def waiting(alert: Any = Alert) -> ColumnElement[bool]:
    """Pending or being sent, written as the partial index writes it, so that SQLite may use it."""
    return cast(
        "ColumnElement[bool]", alert.state.in_([literal_column("'pending'"), literal_column("'sending'")])
    )


def add_channels(session: AnySession, channels: Iterable[str], at: datetime) -> None:
    """Make sure that each channel has its pace row, in a fixed order so that two writers cannot deadlock."""
    known = {channel for (channel,) in prepared.rows_among(session, (PACED,), PACED, channels)}
    for channel in sorted(set(channels) - known):
        row = {"channel": channel, "next_at": at, "set_at": at}
        session.execute(_insert(session, Pace).values(row).on_conflict_do_nothing())


def _insert(session: AnySession, model: type[Alert | Pace]) -> Any:
    table = cast("Table", model.__table__)
    return postgresql.insert(table) if is_postgresql(session) else sqlite.insert(table)
