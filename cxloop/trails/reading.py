"""Events as they lie in the database, spelled out again, even where somebody left what cannot be read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Table, Text, select, type_coerce
from sqlalchemy import cast as as_type
from sqlalchemy.orm import Session

from cxloop.database import is_postgresql
from cxloop.trails import links
from cxloop.trails.models import TrailEnd
from cxloop.trails.writing import Chain

AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Written:
    """An event; `said` is None when it cannot be read."""

    number: Any
    page: Any
    hash: Any
    said: str | None


def events(session: Session, chain: Chain, owner: int | None = None) -> Iterator[tuple[Any, Written]]:
    """Every event of the chain, or of one owner, with its owner; trail by trail, in order."""
    table = cast("Table", chain.model.__table__)
    column, c = table.c[chain.owner], table.c
    at: Any
    facts: Any
    if is_postgresql(session):
        at, facts = c.at, as_type(c.facts, Text)
    else:  # SQLite keeps what it is given, whatever the column's type
        at, facts = type_coerce(c.at, Text), type_coerce(c.facts, Text)
    chosen = select(column, c.number, c.page, c.hash, at, c.actor_id, c.program, c.via, c.kind, facts)
    if owner is not None:
        chosen = chosen.where(column == owner)
    rows = session.execute(chosen.order_by(column, c.number).execution_options(yield_per=AT_ONCE))
    for whose, number, page, own, moment, *rest in rows:
        yield whose, Written(number, page, own, _said(moment, *rest))


def _said(at: Any, actor_id: Any, program: Any, via: Any, kind: Any, facts: Any) -> str | None:
    try:
        moment = at if isinstance(at, datetime) else datetime.fromisoformat(at).replace(tzinfo=UTC)
        return links.said(moment, actor_id, program, via, kind, json.loads(facts))
    except (TypeError, ValueError):
        return None


def ends(session: Session, chain: Chain, owner: int | None = None) -> Iterator[tuple[Any, Any]]:
    """Every end kept for this chain, in order of the owners."""
    chosen = select(TrailEnd.owner, TrailEnd.length, TrailEnd.last, TrailEnd.seal)
    if chain.ends_below_zero:
        chosen = chosen.where(TrailEnd.owner < 0).order_by(TrailEnd.owner.desc())
    else:
        chosen = chosen.where(TrailEnd.owner >= 0).order_by(TrailEnd.owner)
    if owner is not None:
        chosen = chosen.where(TrailEnd.owner == chain.end_of(owner))
    rows: Any = session.execute(chosen.execution_options(yield_per=AT_ONCE))
    for kept, *end in rows:
        yield chain.end_of(kept) if isinstance(kept, int) else kept, end


def owners(session: Session, table: Table, owner: int | None = None) -> Iterator[tuple[Any, None]]:
    """Who must have a trail: every row of this table."""
    chosen = select(table.c.id).order_by(table.c.id)
    if owner is not None:
        chosen = chosen.where(table.c.id == owner)
    for whose in session.scalars(chosen.execution_options(yield_per=AT_ONCE)):
        yield whose, None
