"""Where trails end: read before something is appended, moved with it."""

from collections.abc import Collection, Sequence
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from cxloop.database import bulk, in_pieces
from cxloop.trails.links import Mac, end_seal
from cxloop.trails.models import TrailEnd
from cxloop.trails.tally import BROKEN

TABLE = cast("Table", TrailEnd.__table__)
Place = tuple[int, str, bool]
"""Length, hash of the last event, and whether its seal fits."""
NOWHERE: Place = (0, "", True)
_MOVE = (
    update(TABLE)
    .where(TABLE.c.owner == bindparam("of_owner"))
    .values({name: bindparam(f"new_{name}") for name in ("length", "last", "seal")})
)


def places(session: Session, mac: Mac, owners: Collection[int]) -> dict[int, Place]:
    """Where the trails of these owners end, locked; who has none is left out."""
    found: dict[int, Place] = {}
    for piece in in_pieces(sorted(owners)):
        chosen = TABLE.c.owner == piece[0] if len(piece) == 1 else bulk.among(session, TABLE.c.owner, piece)
        rows = session.connection().execute(
            select(TABLE.c.owner, TABLE.c.length, TABLE.c.last, TABLE.c.seal)
            .where(chosen)
            .order_by(TABLE.c.owner)
            .with_for_update()
        )
        for owner, length, last, own in rows:
            found[owner] = length, last, own == end_seal(mac, owner, length, last)
    return found


def move(session: Session, mac: Mac, moved: dict[int, Place], known: Collection[int]) -> None:
    """Write where they end now; `known` had an end before."""
    rows = [
        (owner, length, last, end_seal(mac, owner, length, last) if fits else BROKEN)
        for owner, (length, last, fits) in moved.items()
    ]
    if old := [row for row in rows if row[0] in known]:
        session.connection().execute(
            _MOVE,
            [
                {
                    "of_owner": owner,
                    "new_length": length,
                    "new_last": last,
                    "new_seal": own,
                }
                for owner, length, last, own in old
            ],
        )
    if new := [row for row in rows if row[0] not in known]:
        add(session, *zip(*new, strict=True))


def add(
    session: Session, owners: Sequence[int], lengths: Sequence[int], lasts: Sequence[str],
    seals: Sequence[str],
) -> None:  # fmt: skip
    """Ends of trails that had none. One that is there all the same was left by somebody else, and stays as it is."""
    columns: dict[str, Any] = {
        "owner": owners,
        "length": lengths,
        "last": lasts,
        "seal": seals,
    }
    bulk.insert_columns(session, TrailEnd, columns, leave_known=session.get_bind().dialect.name == "sqlite")
