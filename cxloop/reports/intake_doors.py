"""Every way in: when something came through it last, how much, and what still waits there."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Date, func, literal_column, select
from sqlalchemy.orm import Session

from cxloop.reports.intake import received_between
from cxloop.responses.inbound.models import InboundEvent
from cxloop.responses.interviews.models import Interview
from cxloop.responses.invitations.models import HeldAnswer
from cxloop.responses.models import ImportJob, Response, Source

DOORS = ("file", "api", "hook", "page", "interview", "hand")
WEEKS = 12
UNFINISHED = ("checking", "running")


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

    @property
    def is_used(self) -> bool:
        return self.last_at is not None or any((self.waiting, self.quarantined, self.rejected, self.held))


def doors(session: Session, at: datetime) -> list[Arrivals]:
    """Each door in the order people know them; a few statements a source, none of them long."""
    found = {door: Arrivals(door) for door in DOORS}
    sources = session.scalars(select(Source).order_by(Source.id)).all()
    for source in sources:
        if source.door in found:
            _answers(session, source, found[source.door], at)
    _conversations(session, found["interview"], at)
    week_ago = at - timedelta(days=7)
    rejected = select(func.coalesce(func.sum(ImportJob.rejected), 0)).where(ImportJob.created_at >= week_ago)
    found["file"].rejected = session.scalar(rejected) or 0
    found["file"].waiting = _count(session, ImportJob.id, ImportJob.state.in_(UNFINISHED))
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


def _answers(session: Session, source: Source, door: Arrivals, at: datetime) -> None:
    last = session.scalar(select(func.max(Response.received_at)).where(Response.source_id == source.id))
    if last is None:
        return
    door.last_at = max(last, door.last_at or last)
    begin = _week_of(at) - timedelta(weeks=WEEKS - 1)
    if last < datetime.combine(begin, datetime.min.time(), UTC):
        return
    by_day: dict[date, int] = defaultdict(int)
    day = func.date(Response.received_at, type_=Date)
    inside = received_between(source, datetime.combine(begin, datetime.min.time(), UTC), at)
    for when, count in session.execute(select(day, func.count()).where(inside).group_by(day)):
        by_day[when] += count
    for when, count in by_day.items():
        door.weeks[(when - begin).days // 7] += count
    for name, length in (("day", timedelta(days=1)), ("week", timedelta(days=7))):
        inside = received_between(source, at - length, at)
        count = session.scalar(select(func.count()).select_from(Response).where(inside)) or 0
        setattr(door, name, getattr(door, name) + count)


def _conversations(session: Session, door: Arrivals, at: datetime) -> None:
    """A conversation arrives when it is written down, whether it became an answer or not."""
    begin = _week_of(at) - timedelta(weeks=WEEKS - 1)
    door.day = door.week = 0
    door.weeks = [0] * WEEKS
    door.last_at = session.scalar(select(func.max(Interview.created_at)))
    since = datetime.combine(begin, datetime.min.time(), UTC)
    for when in session.scalars(select(Interview.created_at).where(Interview.created_at.between(since, at))):
        door.weeks[(when.date() - begin).days // 7] += 1
        door.day += when > at - timedelta(days=1)
        door.week += when > at - timedelta(days=7)


def first_week(at: datetime) -> date:
    """The Monday the oldest of the twelve weeks begins with."""
    return _week_of(at) - timedelta(weeks=WEEKS - 1)


def _week_of(at: datetime) -> date:
    today = at.astimezone(UTC).date()
    return today - timedelta(days=today.weekday())


def _count(session: Session, column: object, chosen: object) -> int:
    return session.scalar(select(func.count(column)).where(chosen)) or 0  # type: ignore[arg-type]
