"""Keeping the keys contacts are found by: at once for a few, in portions for what a large import brought.

A portion is read and spelled while others write, and only then stored, in milliseconds.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Contact, ContactKey, Keyed
from cxloop.accounts.spelling import SEARCHED, keys_of
from cxloop.database import bulk

ONE_PASS = 500
LATE = 20_000
"""On PostgreSQL a contact can be committed after one with a higher id: so many ids are looked at again."""
MOST_COUNTED = 10_000
FIRST_SPELLING, SPELLED, COMPARED = 1, 2, 3
"""Rounds over all contacts, as rows of Keyed. A new kind of key is a new spelling, and a round of its own."""
Facts = Row[int, str | None, str | None, str | None, int | None, int | None]
FACTS = (Contact.id, Contact.name, Contact.email, Contact.phone, Contact.account_id, Contact.merged_into_id)


@dataclass(frozen=True)
class Portion:
    """The contacts after one id up to another as they were when they were read, and the keys that makes."""

    after: int
    up_to: int
    rows: Sequence[Facts]
    entries: list[dict[str, Any]]


def rekey(session: Session, contact_ids: Collection[int]) -> None:
    """Write the keys of these contacts anew; a kept contact is also found by what its merged ones were called."""
    if not contact_ids:
        return
    session.flush()
    session.execute(delete(ContactKey).where(bulk.among(session, ContactKey.contact_id, contact_ids)))
    chosen = select(*FACTS).where(
        bulk.among(session, Contact.id, contact_ids)
        | bulk.among(session, Contact.merged_into_id, contact_ids)
    )
    _store(session, _entries(session.execute(chosen)))


def next_portion(session: Session, most: int = ONE_PASS) -> Portion | None:
    """The next contacts that have no keys yet; None when all have theirs. Read only."""
    after = _place(session, SPELLED)
    rows = session.execute(
        select(*FACTS).where(Contact.id > after).order_by(Contact.id).limit(most)
    ).all()  # fmt: skip
    return Portion(after, rows[-1].id, rows, _entries(rows)) if rows else None


def keep_portion(session: Session, portion: Portion) -> bool:
    """Store the keys of a portion; False when somebody else did meanwhile."""
    if not advance(session, SPELLED, portion.after, portion.up_to):
        return False
    chosen = select(*FACTS).where(Contact.id > portion.after, Contact.id <= portion.up_to)
    rows = session.execute(chosen.order_by(Contact.id)).all()
    same = rows == portion.rows
    _store(session, portion.entries if same else _entries(rows))
    return True


def late(session: Session, most: int = ONE_PASS) -> Sequence[Facts]:
    """Contacts that the rounds have passed by. Read only."""
    up_to = _place(session, SPELLED)
    has_keys = select(ContactKey.contact_id).where(ContactKey.contact_id == Contact.id).exists()
    lately = Contact.id.between(up_to - LATE, up_to) & Contact.merged_into_id.is_(None) & _is_described()
    return session.execute(select(*FACTS).where(lately, ~has_keys).limit(most)).all()


def key_late(session: Session) -> list[int]:
    """Key those; returns their ids."""
    rows = late(session)
    _store(session, _entries(rows))
    return [row.id for row in rows]


def next_to_compare(session: Session, most: int = ONE_PASS) -> tuple[int, int]:
    """(after, up to): the ids of the next contacts whose keys are there and were not compared with the others'."""
    after = _place(session, COMPARED)
    last = select(Contact.id).where(Contact.id > after, Contact.id <= _place(session, SPELLED))
    piece = last.order_by(Contact.id).limit(most).subquery()
    return after, session.scalar(select(func.max(piece.c.id))) or after


def advance(session: Session, round_: int, after: int, up_to: int) -> bool:
    """Move a round on under lock; False when it is no longer where it was."""
    mark = session.get(Keyed, round_, with_for_update=True, populate_existing=True)
    if mark is None:
        mark = Keyed(id=round_, up_to=_place(session, round_))
        session.add(mark)
    if mark.up_to != after:
        return False
    mark.up_to = up_to
    session.flush()
    return True


def keyed_up_to(session: Session) -> int:
    """Contacts above this id may not have their keys yet."""
    return max(_place(session, FIRST_SPELLING), _place(session, SPELLED))


def waiting(session: Session) -> int:
    """How many contacts have no keys yet; MOST_COUNTED + 1 stands for more."""
    some = select(Contact.id).where(Contact.id > keyed_up_to(session)).limit(MOST_COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _place(session: Session, round_: int) -> int:
    """How far a round is; what the first spelling reached was compared with it."""
    rounds = (COMPARED, FIRST_SPELLING) if round_ == COMPARED else (round_,)
    rows = session.execute(select(Keyed.id, Keyed.up_to).where(Keyed.id.in_(rounds)))
    places = {row.id: row.up_to for row in rows}
    return next((places[one] for one in rounds if one in places), 0)


def _is_described() -> ColumnElement[bool]:
    return Contact.name.is_not(None) | Contact.email.is_not(None)


def _entries(rows: Iterable[Facts]) -> list[dict[str, Any]]:
    """In the order they lie in the table; those of a merged contact belong to the one kept."""
    found: dict[tuple[str, int], None] = {}
    for number, name, email, phone, account_id, kept_id in rows:
        is_alias = kept_id is not None
        for key in keys_of(name, email, phone, account_id, is_alias=is_alias) or {SEARCHED}:
            found[key, kept_id or number] = None
    return [{"key": key, "contact_id": owner} for key, owner in sorted(found)]


def _store(session: Session, entries: Sequence[dict[str, Any]]) -> None:
    bulk.insert_all(session, ContactKey, entries, leave_known=True)
