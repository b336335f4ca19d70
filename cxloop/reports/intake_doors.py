"""Every way in: when something came through it last, how much, and what still waits there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import bindparam, func, literal_column, select, true, union_all
from sqlalchemy.orm import Session

from cxloop.database import UTCDateTime
from cxloop.responses.inbound.models import Hook, InboundEvent
from cxloop.responses.interviews.models import Interview
from cxloop.responses.invitations.models import HeldAnswer
from cxloop.responses.models import ImportJob, Response, Source

DOORS = ("file", "api", "hook", "page", "interview", "hand")
WEEKS = 12
UNFINISHED = ("checking", "running")
UNDECIDED = ("uploaded", "checked")


@dataclass
class Arrivals:
    """What came through one door. `weeks` are answers of the last twelve weeks, the oldest first."""

    door: str
    last_at: datetime | None = None
    day: int = 0
    week: int = 0
    weeks: list[int] = field(default_factory=lambda: [0] * WEEKS)
    waiting: int = 0
    quarantined: int = 0
    rejected: int = 0
    """Rows of files of the last seven days that were set aside."""
    held: int = 0
    stopped: int = 0
    """Imports that ended before the last row."""
    to_import: int = 0
    """Files that were uploaded, and wait for somebody to say that they are imported."""
    failing: int = 0
    """Platforms the last pull from which failed."""

    @property
    def waits(self) -> int:
        """How many things have come through this door and are not heard yet."""
        unread = self.waiting + self.quarantined + self.held + self.rejected
        return unread + self.stopped + self.to_import + self.failing

    @property
    def is_used(self) -> bool:
        return self.last_at is not None or self.waits > 0


def doors(session: Session, at: datetime) -> list[Arrivals]:
    """Each door in the order people know them; a few statements, which count along one index."""
    found = {door: Arrivals(door) for door in DOORS}
    _answers(session, found, at)
    _conversations(session, found["interview"], at)
    week_ago = at - timedelta(days=7)
    rejected = select(func.coalesce(func.sum(ImportJob.rejected), 0)).where(ImportJob.created_at >= week_ago)
    found["file"].rejected = session.scalar(rejected) or 0
    found["file"].waiting = _count(session, ImportJob.id, ImportJob.state.in_(UNFINISHED))
    found["file"].stopped = _count(session, ImportJob.id, ImportJob.state == "stopped")
    found["file"].to_import = _count(session, ImportJob.id, ImportJob.state.in_(UNDECIDED))
    pulled = session.scalars(select(Hook.pull_outcome).where(Hook.paused_at.is_(None))).all()
    found["hook"].failing = sum(
        (one or {}).get("code", "pulled") != "pulled" or "failed" in (one or {}) for one in pulled
    )
    counts = arrears(session)
    found["hook"].waiting, found["hook"].quarantined = counts.waiting, counts.quarantined
    found["page"].held = counts.held
    return list(found.values())


@dataclass(frozen=True)
class Arrears:
    """Calls of platforms not read yet or set aside, and answers that wait for a person to look."""

    waiting: int
    quarantined: int
    held: int


def arrears(session: Session) -> Arrears:
    """Each counted by its partial index, which literals let SQLite use."""
    state = InboundEvent.state
    return Arrears(
        waiting=_count(session, InboundEvent.id, state == literal_column("'waiting'")),
        quarantined=_count(session, InboundEvent.id, state == literal_column("'quarantined'")),
        held=_count(session, HeldAnswer.id, HeldAnswer.decided_at.is_(None)),
    )


def _answers(session: Session, doors: dict[str, Arrivals], at: datetime) -> None:
    """Each answer is counted once, in the stretch between two moments the page asks about."""
    of_source = Response.source_id == Source.id
    last = select(func.max(Response.received_at)).where(of_source).scalar_subquery()
    arrived: Sequence[tuple[str, datetime | None]] = session.execute(select(Source.door, last)).all()
    for name, moment in arrived:
        if name in doors and moment is not None:
            doors[name].last_at = max(moment, doors[name].last_at or moment)
    begin = _midnight(first_week(at))
    weeks = [begin + timedelta(weeks=number) for number in range(WEEKS)]
    edges = sorted({*weeks, at - timedelta(days=7), at - timedelta(days=1), at + timedelta(microseconds=1)})
    kind = UTCDateTime()
    stretches = union_all(
        *(
            select(bindparam(None, first, kind).label("first"), bindparam(None, after, kind).label("after"))
            for first, after in pairwise(edges)
        )
    ).subquery()
    inside = Response.received_at >= stretches.c.first, Response.received_at < stretches.c.after
    count = select(func.count()).select_from(Response).where(of_source, *inside)
    counted = count.correlate(Source, stretches).scalar_subquery()
    rows = session.execute(select(Source.door, stretches.c.first, counted).join(stretches, true()))
    for name, first, answers in rows:
        if name in doors and answers:
            door = doors[name]
            door.weeks[(first - begin) // timedelta(weeks=1)] += answers
            door.day += answers if first >= at - timedelta(days=1) else 0
            door.week += answers if first >= at - timedelta(days=7) else 0


def _conversations(session: Session, door: Arrivals, at: datetime) -> None:
    """A conversation arrives when it is written down, whether it became an answer or not."""
    begin = _week_of(at) - timedelta(weeks=WEEKS - 1)
    door.day = door.week = 0
    door.weeks = [0] * WEEKS
    door.last_at = session.scalar(select(func.max(Interview.created_at)))
    since = _midnight(begin)
    for when in session.scalars(select(Interview.created_at).where(Interview.created_at.between(since, at))):
        door.weeks[(when.date() - begin).days // 7] += 1
        door.day += when > at - timedelta(days=1)
        door.week += when > at - timedelta(days=7)


def first_week(at: datetime) -> date:
    """The Monday the oldest of the twelve weeks begins with."""
    return _week_of(at) - timedelta(weeks=WEEKS - 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC)


def _week_of(at: datetime) -> date:
    today = at.astimezone(UTC).date()
    return today - timedelta(days=today.weekday())


def _count(session: Session, column: object, chosen: object) -> int:
    return session.scalar(select(func.count(column)).where(chosen)) or 0  # type: ignore[arg-type]  # a condition
