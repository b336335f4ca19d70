"""Whether every trail is what was written: each event, each end, the tally and every anchor. Reads only.

Memory stays the same however many trails there are: events, ends and owners pass by in order.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy.orm import Session

from cxloop.trails import links, reading
from cxloop.trails.anchors import Anchor, check_anchors
from cxloop.trails.findings import Finding, Report
from cxloop.trails.keys import keyring, trail_key
from cxloop.trails.tally import all_tallies, tally_count
from cxloop.trails.writing import Chain

EVENT, END, OWNER = range(3)
NOTHING = ("", 0)


@dataclass
class Pages:
    """How many events stand on each page, and the sum of what they add."""

    events: Counter[int] = field(default_factory=Counter)
    sums: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))

    def count(self, mac: links.Mac, page: Any, own: Any) -> None:
        page = page if isinstance(page, int) else 0
        self.events[page] += 1
        self.sums[page] += links.addend(mac, str(own))

    def up_to(self, page: int) -> tuple[int, int]:
        """Events up to and with this page, and their sum."""
        events = sum(count for on, count in self.events.items() if on <= page)
        return events, sum(total for on, total in self.sums.items() if on <= page) % links.MODULUS


def verify(
    session: Session, chains: Sequence[Chain], kept: Iterable[Anchor] = (), given: str | None = None,
    progress: Callable[[int], object] = lambda _events: None,
) -> Report:  # fmt: skip
    """Look at everything, within one transaction that sees one moment.

    Args:
        kept: the anchors of the file outside the database.
        given: an anchor as it was printed, from wherever it was kept.
        progress: told after each trail how many events of it were read.
    """
    mac, report, pages = trail_key(session), Report(), Pages()
    if not keyring(session).fits(session):
        report.add(Finding("key"))
    for chain in chains:
        for count, found in _trails(session, mac, chain, pages):
            report.events[chain.name] += count
            report.trails[chain.name] += 1
            for finding in found:
                report.add(finding)
            progress(count)
    for finding in _tally(session, mac, pages):
        report.add(finding)
    report.anchors, found = check_anchors(session, mac, kept, given, pages.up_to)
    for finding in found:
        report.add(finding)
    return report


def of_one(session: Session, chain: Chain, owner: int) -> list[Finding]:
    """What is wrong with the trail of this owner."""
    session.flush()
    trails = _trails(session, trail_key(session), chain, Pages(), owner)
    return [finding for _, found in trails for finding in found]


def _trails(
    session: Session, mac: links.Mac, chain: Chain, pages: Pages, owner: int | None = None
) -> Iterator[tuple[int, list[Finding]]]:
    """How many events each trail has, and what is wrong with it."""
    owned = next(iter(chain.model.__table__.c[chain.owner].foreign_keys), None)
    streams = [
        _tagged(reading.events(session, chain, owner), EVENT),
        _tagged(reading.ends(session, chain, owner), END),
    ]
    if owned is not None:
        table = owned.column.table
        streams.append(_tagged(reading.owners(session, table, owner), OWNER))
    passing = merge(*streams, key=itemgetter(0, 1))
    for whose, parts in groupby(passing, key=itemgetter(0)):
        trail = _Trail(mac, chain, whose[1] if whose[0] == "" else -1, pages)
        for _, tag, part in parts:
            trail.look_at(tag, part)
        yield trail.read, trail.faults(owned is not None)


def _tagged(stream: Iterator[tuple[Any, Any]], tag: int) -> Iterator[tuple[tuple[str, Any], int, Any]]:
    """In one order whatever somebody wrote where a number belongs: that comes last, as in SQLite."""
    for owner, part in stream:
        yield (NOTHING[0], owner) if isinstance(owner, int) else ("not a number", str(owner)), tag, part


class _Trail:
    """One trail passing by."""

    def __init__(self, mac: links.Mac, chain: Chain, owner: int, pages: Pages) -> None:
        self.mac, self.chain, self.owner, self.pages = mac, chain, owner, pages
        self.read, self.expected, self.previous = 0, 1, ""
        self.end: Any = None
        self.is_owned = False
        self.found: list[Finding] = []

    def look_at(self, tag: int, part: Any) -> None:
        if tag == EVENT:
            self._event(part)
        elif tag == END:
            self.end = part
        else:
            self.is_owned = True

    def faults(self, needs_owner: bool) -> list[Finding]:
        if needs_owner and not self.is_owned:
            self._say("no_owner")
        if self.end is None:
            self._say("no_end" if self.read else "no_trail", self.expected)
            return self.found
        length, last, own = self.end
        if own != links.end_seal(self.mac, self.chain.end_of(self.owner), length, last):
            self._say("end", self.expected)
        if isinstance(length, int) and length >= self.expected:
            self._say("missing", self.expected)
        elif length != self.expected - 1 or last != self.previous:
            self._say("added", self.expected - 1)
        return self.found

    def _event(self, event: reading.Written) -> None:
        self.read += 1
        self.pages.count(self.mac, event.page, event.hash)
        if event.number != self.expected:
            self._say("missing", self.expected)
        number, page = event.number, event.page
        fits = event.said is not None and event.hash == links.link(
            self.mac, self.chain.name, self.owner, number, page, self.previous, event.said
        )
        if not fits:
            self._say("changed", number if isinstance(number, int) else self.expected)
        self.expected = (number if isinstance(number, int) else self.expected) + 1
        self.previous = str(event.hash)

    def _say(self, what: str, number: int | None = None) -> None:
        self.found.append(Finding(what, self.chain.name, self.owner, number))


def _tally(session: Session, mac: links.Mac, pages: Pages) -> list[Finding]:
    tallies = all_tallies(session, mac)
    whole = {tally.id for tally in tallies} == set(range(1, tally_count(session) + 1))
    unused = not tallies and not pages.events
    found = [] if unused or (whole and all(tally.fits for tally in tallies)) else [Finding("tally")]
    events, total = sum(pages.events.values()), sum(pages.sums.values()) % links.MODULUS
    written = sum(tally.events for tally in tallies)
    if written != events:
        found.append(Finding("events", number=abs(events - written)))
    if sum(tally.total for tally in tallies) % links.MODULUS != total:
        found.append(Finding("sum"))
    return found
