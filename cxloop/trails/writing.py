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
    """A table of events: its name in hashes, its model, and the column that says whose trail an event belongs to."""

    name: str
    model: type[Model]
    owner: str


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
    key = trail_key(session)
    known = ends.places(session, key, chain.name, {event.owner for event in events})
    counted = tally.take(session, key)
    moved: dict[int, ends.Place] = {}
    rows: list[dict[str, Any]] = []
    for event in events:
        length, last, fits = moved.get(event.owner) or known.get(event.owner, ends.NOWHERE)
        program = program_of(event.via)
        via = str.__str__(event.via)
        content = links.said(event.at, event.actor_id, program, via, event.kind, event.facts)
        own = links.link(key, chain.name, event.owner, length + 1, counted.page, last, content)
        moved[event.owner] = length + 1, own, fits
        rows.append(
            {
                chain.owner: event.owner, "number": length + 1, "page": counted.page, "at": event.at,
                "actor_id": event.actor_id, "program": program, "via": via, "kind": event.kind,
                "facts": dict(event.facts), "hash": own,
            }
        )  # fmt: skip
    bulk.insert_all(session, chain.model, rows)
    ends.move(session, key, chain.name, moved, known)
    counted.add(key, [row["hash"] for row in rows])
    counted.put_back(session, key)


def append_first(
    session: Session, chain: Chain, owners: Sequence[int], facts: Sequence[Mapping[str, Any]], kind: str, *,
    at: datetime, actor_id: int | None, via: str,
) -> None:  # fmt: skip
    """The first event of each of these new trails. Facts that are one object are spelled once."""
    key = trail_key(session)
    counted = tally.take(session, key)
    program, via = program_of(via), str.__str__(via)
    spelled = {
        id(one): links.said(at, actor_id, program, via, kind, one)
        for one in {id(f): f for f in facts}.values()
    }
    hashes = [
        links.link(key, chain.name, owner, 1, counted.page, "", spelled[id(one)])
        for owner, one in zip(owners, facts, strict=True)
    ]
    events: dict[str, Any] = {
        chain.owner: owners, "number": Same(1), "page": Same(counted.page), "at": Same(at),
        "actor_id": Same(actor_id), "program": Same(program), "via": Same(via), "kind": Same(kind), "facts": facts,
        "hash": hashes,
    }  # fmt: skip
    bulk.insert_columns(session, chain.model, events)
    seals = [ends.sealed(key, chain.name, owner, 1, own) for owner, own in zip(owners, hashes, strict=True)]
    ends.begin(session, chain.name, owners, [1] * len(owners), hashes, seals)
    counted.add(key, hashes)
    counted.put_back(session, key)
