"""What a second look found: how many answers would be corrected in what, which stay, and what would follow."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.loop.listen.forecast import Forecast, ForecastTerms
from cxloop.loop.listen.forecast_desk import Asking, Desk
from cxloop.loop.listen.looking import LookTerms, Misplaced, Seen, judged, misplaced
from cxloop.responses.importing.answers import Rejected
from cxloop.responses.importing.losses import SetAside
from cxloop.responses.models import Response
from cxloop.responses.second_reading import Twice
from cxloop.tickets import queries

BATCH, MOST_EXAMPLES, LONGEST_SHOWN = 1_000, 8, 200


@dataclass
class Found:
    """read = same + corrected + new + others + later + rejected."""

    read: int = 0
    same: int = 0
    corrected: int = 0
    new: int = 0
    read_now: int = 0
    """Of the new ones, rows that the earlier reading set aside."""
    others: int = 0
    """Rows whose id belongs to somebody else's answer: left alone."""
    later: int = 0
    """Rows older than what we have of the same answer: left alone."""
    moved: int = 0
    """Corrected answers that stood under another person."""
    misplaced: int = 0
    """Answers of another wave that hold a row of this one: each gets back what it said before."""
    unexplained: int = 0
    """Answers that came from this very file, and that no row of it explains any more."""
    eased: int = 0
    """Tickets whose answer is better than was thought: their owners are told."""
    changes: Counter[str] = field(default_factory=Counter)
    set_aside: SetAside = field(default_factory=SetAside)
    consequences: Forecast = field(default_factory=Forecast)
    examples: list[dict[str, Any]] = field(default_factory=list)
    left: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_nothing_to_do(self) -> bool:
        return not (self.corrected or self.new or self.misplaced)

    def as_json(self) -> dict[str, Any]:
        counts = (
            "read", "same", "corrected", "new", "read_now", "others", "later", "moved", "misplaced", "unexplained",
            "eased",
        )  # fmt: skip
        after = self.consequences
        return {
            **{name: getattr(self, name) for name in counts},
            "rejected": self.set_aside.reasons.total(), "reasons": dict(self.set_aside.reasons.most_common()),
            "changes": dict(self.changes.most_common()), "tickets": after.tickets, "joined": after.joined,
            "too_old": after.too_old, "examples": self.examples, "left": self.left,
            "nothing_to_do": self.is_nothing_to_do,
        }  # fmt: skip


def compare(
    session: Session,
    rows: Iterator[Twice],
    under: LookTerms,
    progress: Callable[[int], object] = lambda _read: None,
) -> Found:
    """Read a file to its end and say what each row would correct; writes nothing.

    Raises:
        UnreadableFile: from the rows, in mid-file.
    """
    found = Found()
    source_id = under.source.id if under.source else None
    terms = ForecastTerms(
        under.survey, source_id, under.at, under.backfill_days, under.source, mapping=under.mapping
    )
    desk = Desk(session, terms, found.consequences)
    explained: set[int] = set()
    while batch := list(islice(rows, BATCH)):
        found.read += len(batch)
        found.same += sum(one.standing == "repeated" for one in batch)
        found.others += sum(one.standing == "another" for one in batch)
        for one in batch:
            if isinstance(one.now, Rejected):
                found.set_aside.see(one.now)
        seen = judged(session, batch, under)
        moved_back = misplaced(session, seen, under)
        _count(found, seen, moved_back)
        _follow(session, desk, seen, found)
        explained |= {one.kept.id for one in seen if one.kept and one.judged.verdict != "other"}
        progress(found.read)
    found.unexplained = _unexplained(session, under, explained)
    return found


def _count(found: Found, seen: Sequence[Seen], moved_back: Sequence[Misplaced]) -> None:
    for one in seen:
        verdict = one.judged.verdict
        if verdict == "same":
            found.same += 1
        elif verdict == "new":
            found.new += 1
            found.read_now += one.was_set_aside
        elif verdict == "correct":
            found.corrected += 1
            found.moved += one.judged.person == "moved"
            found.changes.update(one.judged.changes.keys())
            if len(found.examples) < MOST_EXAMPLES:
                found.examples.append(_example(one))
        else:
            found.others += verdict == "other"
            found.later += verdict == "later"
            if len(found.left) < MOST_EXAMPLES:
                found.left.append({"line": one.row.line, "id": one.row.external_id[:40], "why": verdict})
    found.misplaced += len(moved_back)


def _follow(session: Session, desk: Desk, seen: Sequence[Seen], found: Found) -> None:
    """What corrected scores and rows that are read now would mean for tickets."""
    asking: list[Asking] = []
    known = {}
    better: list[int] = []
    for one in seen:
        if one.judged.verdict == "new":
            if fired := desk.fires(one.row.score):
                asking.append(Asking(one.row, fired, is_worse=True))
            continue
        if one.judged.verdict != "correct" or one.kept is None:
            continue
        before, now = one.judged.changes.get("score", (one.kept.said.score, one.kept.said.score))
        if before is not None and now is not None and now > before:
            better.append(one.kept.id)
        if fired := desk.fires(now, one.kept.named_up_to):
            known[one.row.external_id] = (one.kept.id, before, None, one.kept.said.answered_at)
            worse = before is None or now is None or now < before
            asking.append(Asking(one.row, fired, is_worse=worse))
    if asking:
        desk.open(asking, known)
    if better:
        found.eased += sum(ticket is not None for ticket in queries.triggered_by(session, better).values())


def _unexplained(session: Session, under: LookTerms, explained: set[int]) -> int:
    if not under.same_file:
        return 0
    came = select(Response.id).where(Response.import_id.in_(under.same_file), Response.withdrawn_at.is_(None))
    if not explained:
        return session.scalar(select(func.count()).select_from(came.subquery())) or 0
    return sum(number not in explained for number in session.scalars(came))


def _example(one: Seen) -> dict[str, Any]:
    shown = {name: [_shown(before), _shown(after)] for name, (before, after) in one.judged.changes.items()}
    return {"line": one.row.line, "id": one.row.external_id[:40], "changes": shown}


def _shown(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: str(text)[:LONGEST_SHOWN] for name, text in value.items()}
    return value[:LONGEST_SHOWN] if isinstance(value, str) else value
