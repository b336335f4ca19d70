"""Reconcile: see whether what was promised by the data is there, mend what is missing once, show what stays.

`look` reads without holding anybody up; `settle` looks at each finding again under lock, mends it, and writes it down.
An edge runs both each minute. The newest rows are looked at every time, older ones in a slow round.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from cxloop.alerts.models import Alert
from cxloop.database import company_zone
from cxloop.loop.keep.gaps import answers, arrivals, sending, tallies, telling, tickets, words
from cxloop.loop.keep.gaps.kinds import Kind, Window
from cxloop.reports.models import AuditMark, Gap
from cxloop.responses.models import Response, Survey
from cxloop.tickets.models import Reopening, Ticket, Verification

KINDS: tuple[Kind, ...] = (
    *answers.KINDS, *tickets.KINDS, *telling.KINDS, *sending.KINDS, *arrivals.KINDS, tallies.Tallies(),
    words.Words(),
)  # fmt: skip
BY_NAME = {kind.name: kind for kind in KINDS}
NEWEST, ROUND = 5_000, 20_000
"""Rows of a table looked at each time: the newest, and so many of the slow round."""
MOST_MENDED = 200
"""More of one kind at once is no gap but a mistake somewhere else: they are shown, and nothing is done to them."""
AGAIN_AFTER = timedelta(days=1)
"""What was whole for so long and breaks again is a new gap; sooner, mending it did not help."""
LOOKED_AT_AGAIN = 1000
TABLES: dict[str, Any] = {
    "response": Response, "ticket": Ticket, "alert": Alert, "verification": Verification, "reopening": Reopening,
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """Something is missing: its kind's name and key."""

    kind: str
    key: str

    @property
    def subject(self) -> str:
        return f"{BY_NAME[self.kind].noun}:{self.key}"


@dataclass(frozen=True)
class Looked:
    """What was found, and where the slow rounds go on next time."""

    findings: tuple[Finding, ...]
    marks: dict[str, int]


@dataclass
class Settled:
    """(kind, subject) of what was found for the first time, mended, shown to people, and found whole again."""

    found: list[tuple[str, str]] = field(default_factory=list)
    mended: list[tuple[str, str]] = field(default_factory=list)
    shown: list[tuple[str, str]] = field(default_factory=list)
    gone: list[tuple[str, str]] = field(default_factory=list)


def look_for_gaps(session: Session, at: datetime) -> Looked:
    """Every kind's findings among the newest rows and the next part of the slow round. Read only."""
    windows = {noun: _windows(session, noun, model) for noun, model in TABLES.items()}
    windows["tally"] = _days(session, at)
    found: dict[Finding, None] = {}
    for kind in KINDS:
        for window in windows[kind.noun] if kind.is_windowed else [None]:
            for key in kind.look(session, at, window):
                found[Finding(kind.name, key)] = None
    return Looked(tuple(found), {noun: parts[-1].last for noun, parts in windows.items() if parts})


def settle_gaps(session: Session, looked: Looked, at: datetime) -> Settled:
    """Mend what is still broken, once each; write down what was found and what is whole again."""
    became = Settled()
    known = {(gap.kind, gap.subject): gap for gap in _gaps(session, looked.findings)}
    for finding, is_one_of_many in _few_of_each(looked.findings):
        gap = known.get((finding.kind, finding.subject))
        _settle(session, finding, gap, at, became, is_one_of_many)
    _see_what_is_whole(session, at, became)
    for name, place in looked.marks.items():
        session.merge(AuditMark(name=name, place=place))
    session.flush()
    return became


def _settle(
    session: Session, finding: Finding, gap: Gap | None, at: datetime, became: Settled, is_one_of_many: bool
) -> None:
    kind, subject = BY_NAME[finding.kind], finding.subject
    if gap is not None and gap.gone_at is None:
        became.shown.append((kind.name, subject))
        return
    if not kind.still(session, at, [finding.key]):
        return
    facts: dict[str, Any] = {}
    if gap is None:
        gap = Gap(kind=kind.name, subject=subject, found_at=at)
        session.add(gap)
    elif gap.gone_at is not None and at - gap.gone_at < AGAIN_AFTER:
        gap.facts = dict(gap.facts or {}) | {"back_at": at.isoformat()}
        gap.gone_at = None
        session.flush()
        became.shown.append((kind.name, subject))
        return
    gap.found_at, gap.repaired_at, gap.gone_at = at, None, None
    became.found.append((kind.name, subject))
    if is_one_of_many:
        facts["why"] = "too_many"
    else:
        facts |= _mend(session, kind, finding.key, at)
    if not facts:
        gap.repaired_at = gap.gone_at = at
        became.mended.append((kind.name, subject))
    else:
        became.shown.append((kind.name, subject))
    gap.facts = facts or None
    session.flush()


class _NotWhole(Exception):
    """The try did not help; what it changed is taken back."""


def _mend(session: Session, kind: Kind, key: str, at: datetime) -> dict[str, Any]:
    """Try; returns why it is not whole, nothing when it is."""
    try:
        with session.begin_nested():
            if not kind.mend(session, key, at) or kind.still(session, at, [key]):
                raise _NotWhole
    except _NotWhole:
        return {"why": "cannot_be_mended"}
    except DBAPIError:
        raise
    except Exception as error:  # one broken row must not keep the others from being mended
        return {"why": "failed", "error": type(error).__name__}
    return {}


def _few_of_each(findings: Iterable[Finding]) -> Iterable[tuple[Finding, bool]]:
    """Each finding, and whether its kind found too many to be believed."""
    of_kind: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        of_kind[finding.kind].append(finding)
    for same in of_kind.values():
        for finding in same[: MOST_MENDED + 1]:
            yield finding, len(same) > MOST_MENDED


def _gaps(session: Session, findings: Sequence[Finding]) -> Sequence[Gap]:
    subjects = [finding.subject for finding in findings]
    return session.scalars(select(Gap).where(Gap.subject.in_(subjects))).all() if subjects else []


def _see_what_is_whole(session: Session, at: datetime, became: Settled) -> None:
    """What was shown and is no longer broken."""
    open_: dict[str, list[Gap]] = defaultdict(list)
    chosen = select(Gap).where(Gap.gone_at.is_(None)).order_by(Gap.id).limit(LOOKED_AT_AGAIN)
    for gap in session.scalars(chosen):
        open_[gap.kind].append(gap)
    for name, gaps in open_.items():
        kind = BY_NAME.get(name)
        keys = {gap.subject.partition(":")[2]: gap for gap in gaps}
        broken = kind.still(session, at, list(keys)) if kind else set()
        for key, gap in keys.items():
            if key not in broken:
                gap.gone_at = at
                became.gone.append((name, gap.subject))


def _windows(session: Session, noun: str, model: Any) -> list[Window]:
    """The newest rows, then the next part of the round; the round begins again at the end."""
    newest = session.scalar(select(func.max(model.id))) or 0
    if not newest:
        return []
    mark = session.get(AuditMark, noun)
    first = mark.place + 1 if mark and mark.place < newest else 1
    return [Window(max(1, newest - NEWEST + 1), newest), Window(first, min(newest, first + ROUND - 1))]


def _days(session: Session, at: datetime) -> list[Window]:
    zone = company_zone(session)
    today = tallies.day_number(at, zone)
    mark = session.get(AuditMark, "tally")
    first = min((tallies.day_number(moment, zone) for moment in _oldest_answers(session)), default=today)
    if mark and first < mark.place < today:
        first = mark.place + 1
    recent = Window(today - tallies.RECENT, today + 1)
    last = tallies.last_day(session, first, min(today, first + tallies.ROUND - 1))
    return [recent, Window(first, last)]


def _oldest_answers(session: Session) -> list[datetime]:
    """Of each survey, which an index gives at once."""
    moments = (
        session.scalar(select(func.min(Response.answered_at)).where(Response.survey_id == survey_id))
        for survey_id in session.scalars(select(Survey.id)).all()
    )
    return [moment for moment in moments if moment]
