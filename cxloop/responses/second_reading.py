"""One file read twice: as it was read before and as it is read now, line by line. Pure, streaming."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from cxloop.responses.descriptions import BY_KEY, PLAIN
from cxloop.responses.importing.answers import Heard, Row
from cxloop.responses.importing.plan import Plan
from cxloop.responses.importing.reading import open_table
from cxloop.responses.importing.row_reader import row_reader
from cxloop.responses.sameness import is_another, said_by

Standing = Literal["stands", "repeated", "another"]
NO_MOMENT = datetime.max.replace(tzinfo=UTC)


class Twice(NamedTuple):
    """A row as it is read now, and as it was read before, None where that is not known.

    `standing`: of several rows with one id the newest stands, with what the others add; `another` is of two people.
    """

    now: Row
    earlier: Row | None
    standing: Standing = "stands"


def read_twice(path: Path, plan: Plan, earlier: Plan | None) -> Iterator[Twice]:
    """Every row once, in order. Raises UnreadableFile in mid-file."""
    settled = _settled(path, plan)
    for now, before in _pairs(path, plan, earlier):
        standing, merged = settled.get(now.line, ("stands", None))
        yield Twice(merged or now, before, standing)


def _pairs(path: Path, plan: Plan, earlier: Plan | None) -> Iterator[tuple[Row, Row | None]]:
    read = row_reader(plan)
    read_before = row_reader(earlier) if earlier and earlier.columns == plan.columns else None
    with open_table(path) as table:
        rows = iter(table.rows)
        for _header in range(plan.header_rows):
            next(rows, None)
        table.rows.width = len(plan.columns)
        for line, cells in rows:
            before = read_before(line, cells) if read_before else None
            if (now := read(line, cells)) is not None:
                yield now, before


def _settled(path: Path, plan: Plan) -> dict[int, tuple[Standing, Heard | None]]:
    """By line, what becomes of rows whose id comes more than once: only those are kept in mind."""
    again = _repeated(path, plan)
    restarts = BY_KEY.get(plan.platform, PLAIN).restarts
    settled: dict[int, tuple[Standing, Heard | None]] = {}
    first: dict[str, Heard] = {}
    stands: dict[str, Heard] = {}
    for now, _ in _pairs(path, plan, None) if again else ():
        if not isinstance(now, Heard) or hash(now.external_id) not in again:
            continue
        name = now.external_id
        one = first.setdefault(name, now)
        if one is not now and is_another(said_by(stands[name], NO_MOMENT), now, restarts=restarts):
            settled[now.line] = ("another", None)
        elif one is now or _is_newer(now, stands[name]):
            merged = now if one is now else _merged(stands[name], now)
            if one is not now:
                settled[stands[name].line] = ("repeated", None)
            stands[name] = merged
            settled[now.line] = ("stands", merged)
        else:
            settled[now.line] = ("repeated", None)
    return settled


def _repeated(path: Path, plan: Plan) -> set[int]:
    """Hashes of the ids that come more than once."""
    seen: set[int] = set()
    again: set[int] = set()
    for now, _ in _pairs(path, plan, None):
        if isinstance(now, Heard):
            number = hash(now.external_id)
            (again if number in seen else seen).add(number)
    return again


def _is_newer(now: Heard, before: Heard) -> bool:
    return now.answered_at is None or before.answered_at is None or now.answered_at >= before.answered_at


def _merged(before: Heard, now: Heard) -> Heard:
    """The newest version, and what it does not say from the one before."""
    return now._replace(
        score=before.score if now.score is None else now.score, comment=now.comment or before.comment
    )
