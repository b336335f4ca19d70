"""Anchors: what all trails held at one moment, sealed, chained, and written where the database cannot reach."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from cxloop.trails import links, tally
from cxloop.trails.findings import Finding
from cxloop.trails.keys import trail_key
from cxloop.trails.models import TrailAnchor

FILE = "trail-anchors.jsonl"
"""In the folder CXLOOP_VAR."""
UNREADABLE = "unreadable"
_COLUMNS = cast("Table", TrailAnchor.__table__).c


@dataclass(frozen=True)
class Anchor:
    """One page: everything written up to it."""

    page: int
    made_on: str
    at: str
    events: int
    total: str
    previous: str
    hash: str

    def fits(self, mac: links.Mac) -> bool:
        covered = (self.page, self.made_on, self.at, self.events, self.total, self.previous)
        return self.hash == links.seal(mac, "anchor", *covered)

    def printed(self) -> str:
        """In one word, to be kept elsewhere."""
        return f"{self.page}.{self.events}.{self.hash}"

    def line(self) -> str:
        return json.dumps(asdict(self)) + "\n"


def is_due(session: Session, day: date) -> bool:
    """Whether this day has no anchor yet."""
    last = _last(session)
    return last is None or last.made_on < day.isoformat()


def make(session: Session, *, day: date, at: datetime, daily: bool) -> Anchor | None:
    """Close the page: what is written from now on belongs to the next one.

    Returns:
        the anchor; None when nothing was written since the last one, or, with `daily`, when the day has one already.
    """
    mac = trail_key(session)
    last = _last(session)
    if daily and last is not None and last.made_on >= day.isoformat():
        return None
    tallies = tally.take_all(session, mac)
    events = sum(one.events for one in tallies)
    if events == (last.events if last else 0):
        return None
    page = max(one.page for one in tallies)
    total = f"{sum(one.total for one in tallies) % links.MODULUS:032x}"
    bare = Anchor(page, day.isoformat(), _moment(at), events, total, last.hash if last else "", "")
    covered = (bare.page, bare.made_on, bare.at, bare.events, bare.total, bare.previous)
    made = Anchor(*covered, links.seal(mac, "anchor", *covered))
    session.add(TrailAnchor(page=page, made_on=day, at=at, events=events, total=total, hash=made.hash))
    for one in tallies:
        one.page = page + 1
        one.put_back(session, mac)
    session.flush()
    return made


def in_database(session: Session) -> Iterator[Anchor]:
    """Every anchor, the oldest first."""
    previous = ""
    for page in session.scalars(select(TrailAnchor.page).order_by(TrailAnchor.page)).all():
        anchor = _of_page(session, page, previous)
        previous = anchor.hash
        yield anchor


def _last(session: Session) -> Anchor | None:
    page = session.scalar(select(TrailAnchor.page).order_by(TrailAnchor.page.desc()).limit(1))
    return None if page is None else _of_page(session, page, "")


def _of_page(session: Session, page: int, previous: str) -> Anchor:
    """One that cannot be read reads as one that does not fit."""
    try:
        row = session.execute(select(*_COLUMNS).where(TrailAnchor.page == page)).one()
        made_on, moment = row.made_on.isoformat(), _moment(row.at)
    except (TypeError, ValueError):
        return Anchor(page, "", "", 0, "", previous, UNREADABLE)
    return Anchor(page, made_on, moment, row.events, row.total, previous, row.hash)


def in_file(folder: Path) -> list[Anchor]:
    """The anchors kept beside the database; a line that is none reads as a changed anchor."""
    try:
        lines = (folder / FILE).read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return []
    return [_read(line) for line in lines if line.strip()]


def keep_in_file(folder: Path, anchors: Iterable[Anchor]) -> int:
    """Append those that are not there yet; returns how many."""
    there = {anchor.hash for anchor in in_file(folder)}
    new = [anchor for anchor in anchors if anchor.hash not in there]
    if new:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / FILE
        path.touch(mode=0o600)
        with path.open("a") as file:
            file.writelines(anchor.line() for anchor in new)
    return len(new)


def check_anchors(
    session: Session, mac: links.Mac, kept: Iterable[Anchor], given: str | None,
    up_to: Callable[[int], tuple[int, int]],
) -> tuple[int, list[Finding]]:  # fmt: skip
    """How many pages were looked at, and what does not fit: in the table, in the file, and the one given."""
    found: list[Finding] = []
    table = list(in_database(session))
    known = {anchor.hash for anchor in table}
    pages = {anchor.page: anchor for anchor in table}
    for anchor in [*table, *(outside := list(kept))]:
        pages.setdefault(anchor.page, anchor)
        if not anchor.fits(mac):
            found.append(Finding("anchor", number=anchor.page))
            continue
        events, total = up_to(anchor.page)
        if (events, f"{total:032x}") != (anchor.events, anchor.total):
            found.append(Finding("anchored", number=anchor.page))
    lost = {anchor.page for anchor in outside if anchor.hash not in known}
    found += [Finding("anchor_missing", number=page) for page in sorted(lost)]
    numbers = sorted(anchor.page for anchor in table)
    upcoming = max((one.page for one in tally.all_tallies(session, mac)), default=1)
    if numbers != list(range(1, upcoming)):
        gone = sorted(set(range(1, upcoming)) ^ set(numbers))
        found += [Finding("anchor_missing", number=page) for page in gone[:10] if page not in lost]
    if given and given.strip() not in {anchor.printed() for anchor in [*table, *outside]}:
        found.append(Finding("anchor_unknown"))
    return len(pages), found


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _read(line: str) -> Anchor:
    try:
        told: dict[str, Any] = json.loads(line)
        return Anchor(**{name: told[name] for name in Anchor.__dataclass_fields__})
    except (TypeError, ValueError, KeyError):
        return Anchor(0, "", "", 0, "", "", line[:64])
