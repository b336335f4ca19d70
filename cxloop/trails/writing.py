"""Appending to trails: the events, where each trail ends now, and the tally, in a few statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cxloop.database import Model, bulk
from cxloop.database.bulk import Same
from cxloop.trails import ends, links, tally
from cxloop.trails.keys import trail_key
from cxloop.trails.via import program_of


@dataclass(frozen=True, slots=True)
class Chain:
    """A table of events: its name in hashes, its model, the column that says whose trail an event belongs to, and
    whether its ends are kept under numbers below zero, so that those of two chains lie in one table."""

    name: str
    model: type[Model]
    owner: str
    ends_below_zero: bool = False

    def end_of(self, owner: int) -> int:
        """Under which number the end of this owner's trail is kept; and back."""
        return -1 - owner if self.ends_below_zero else owner


@dataclass(frozen=True, slots=True)
class Said:
    """Something that happened, on its way into the trail of `owner`; `facts` are ids and codes only."""

    owner: int
    kind: str
    facts: Mapping[str, Any]
    at: datetime
    actor_id: int | None
    via: str


def append(session: Session, chain: Chain, events: Sequence[Said]) -> None:
    """Append each to its owner's trail, in this order. The caller holds the owners, so that nobody else appends."""
    if not events:
        return
    session.flush()
    mac = trail_key(session)
    known = ends.places(session, mac, {chain.end_of(event.owner) for event in events})
    counted = tally.take(session, mac)
    moved: dict[int, ends.Place] = {}
    rows: list[dict[str, Any]] = []
    for event in events:
        end = chain.end_of(event.owner)
        length, last, fits = moved.get(end) or known.get(end, ends.NOWHERE)
        program = program_of(event.via)
        via = str.__str__(event.via)
        content = links.said(event.at, event.actor_id, program, via, event.kind, event.facts)
        own = links.link(mac, chain.name, event.owner, length + 1, counted.page, last, content)
        moved[end] = length + 1, own, fits
        rows.append(
            {
                chain.owner: event.owner, "number": length + 1, "page": counted.page, "at": event.at,
                "actor_id": event.actor_id, "program": program, "via": via, "kind": event.kind,
                "facts": dict(event.facts), "hash": own,
            }
        )  # fmt: skip
    bulk.insert_all(session, chain.model, rows)
    ends.move(session, mac, moved, known)
    counted.add(mac, [row["hash"] for row in rows])
    counted.put_back(session, mac)


def append_first(
    session: Session, chain: Chain, owners: Sequence[int], facts: Sequence[Mapping[str, Any]], kind: str, *,
    at: datetime, actor_id: int | None, via: str,
) -> None:  # fmt: skip
    """The first event of each of these new trails. Facts that are one object are spelled once."""
    mac = trail_key(session)
    counted = tally.take(session, mac)
    program, via = program_of(via), str.__str__(via)
    spelled = {
        id(one): links.said(at, actor_id, program, via, kind, one)
        for one in {id(f): f for f in facts}.values()
    }
    hashes = [
        links.link(mac, chain.name, owner, 1, counted.page, "", spelled[id(one)])
        for owner, one in zip(owners, facts, strict=True)
    ]
    events: dict[str, Any] = {
        chain.owner: owners, "number": Same(1), "page": Same(counted.page), "at": Same(at),
        "actor_id": Same(actor_id), "program": Same(program), "via": Same(via), "kind": Same(kind), "facts": facts,
        "hash": hashes,
    }  # fmt: skip
    bulk.insert_columns(session, chain.model, events)
    placed = [chain.end_of(owner) for owner in owners]
    seals = [links.end_seal(mac, owner, 1, own) for owner, own in zip(placed, hashes, strict=True)]
    ends.add(session, placed, [1] * len(owners), hashes, seals)
    counted.add(mac, hashes)
    counted.put_back(session, mac)
