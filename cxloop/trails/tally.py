"""How much was written in all, kept up with each unit of work."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from cxloop.database import is_postgresql
from cxloop.trails.links import MODULUS, Mac, addend, seal
from cxloop.trails.models import TrailTally

TALLIES = {"sqlite": 1, "postgresql": 32}
"""SQLite has one writer at a time; on PostgreSQL each takes a tally that nobody else holds."""
BROKEN = "broken"
TABLE = cast("Table", TrailTally.__table__)
_ALL = select(*TABLE.c).order_by(TABLE.c.id)
_UPDATE = (
    update(TABLE)
    .where(TABLE.c.id == bindparam("its_id"))
    .values({name: bindparam(f"new_{name}") for name in ("page", "events", "total", "seal")})
)


@dataclass(slots=True)
class Tally:
    """One row, locked until the unit of work ends."""

    id: int
    page: int
    events: int
    total: int
    fits: bool

    def add(self, mac: Mac, hashes: Iterable[str]) -> None:
        for own in hashes:
            self.events += 1
            self.total += addend(mac, own)
        self.total %= MODULUS

    def put_back(self, session: Session, mac: Mac) -> None:
        """What was found broken is never sealed again."""
        said = {"new_page": self.page, "new_events": self.events, "new_total": f"{self.total:032x}"}
        own = sealed(mac, self) if self.fits else BROKEN
        session.connection().execute(_UPDATE, {"its_id": self.id, **said, "new_seal": own})


def sealed(mac: Mac, tally: Tally) -> str:
    return seal(mac, "tally", tally.id, tally.page, tally.events, tally.total)


def take(session: Session, mac: Mac) -> Tally:
    """A tally nobody else writes to now."""
    connection = session.connection()
    if not is_postgresql(session):
        row = connection.execute(_ALL.limit(1)).first()
    else:
        row = connection.execute(_ALL.limit(1).with_for_update(skip_locked=True)).first()
        row = row or connection.execute(_one_in_turn().with_for_update()).first()
    if row is None:
        _begin(session, mac)
        return take(session, mac)
    return read(mac, row)


def take_all(session: Session, mac: Mac) -> list[Tally]:
    """Every tally: whoever writes to a trail now is waited for, and waits."""
    take(session, mac)
    rows = session.connection().execute(_ALL.with_for_update())
    return [read(mac, row) for row in rows]


def all_tallies(session: Session, mac: Mac) -> list[Tally]:
    return [read(mac, row) for row in session.connection().execute(_ALL)]


def tally_count(session: Session) -> int:
    """How many there are on this engine from the first event on."""
    return TALLIES[session.get_bind().dialect.name]


def read(mac: Mac, row: Any) -> Tally:
    try:
        tally = Tally(row.id, int(row.page), int(row.events), int(row.total, 16), fits=True)
    except (TypeError, ValueError):
        return Tally(row.id, 0, 0, 0, fits=False)
    tally.fits = row.seal == sealed(mac, tally)
    return tally


def _one_in_turn() -> Select[*tuple[Any, ...]]:
    return _ALL.where(TABLE.c.id == 1 + os.getpid() % TALLIES["postgresql"])


def _begin(session: Session, mac: Mac) -> None:
    server = is_postgresql(session)
    rows = []
    for number in range(1, 1 + tally_count(session)):
        fresh = Tally(number, 1, 0, 0, fits=True)
        rows.append({"id": number, "page": 1, "events": 0, "total": f"{0:032x}", "seal": sealed(mac, fresh)})
    made = postgresql.insert(TABLE).on_conflict_do_nothing() if server else insert(TABLE)
    session.connection().execute(made, rows)
