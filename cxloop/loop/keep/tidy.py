"""Tidy: what large imports left for later. Every new contact becomes findable and is compared with those known.

What takes long is read and thought about first, with nobody kept waiting; each verb that writes is short.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts import keys, suggesting
from cxloop.accounts.keys import Portion
from cxloop.accounts.models import Contact

FEW, MANY = 50, 1_000
SHORT = 0.05
"""Seconds one unit of work may take: nobody notices that they waited for it."""


@dataclass(frozen=True)
class Compared:
    """Contacts after one id up to another, and the pairs with one of them that may be one person, with the reasons."""

    after: int
    up_to: int
    count: int
    pairs: dict[tuple[int, int], list[str]]


def next_size(size: int, seconds: float) -> int:
    """How many contacts the next portion takes when storing `size` of them took so long: as many as are SHORT."""
    return max(FEW, min(MANY, 2 * size, int(size * SHORT / max(seconds, 0.001))))


def spell_next(session: Session, most: int = keys.ONE_PASS) -> Portion | None:
    """The next contacts to key, with their keys; None when all have theirs. Read only."""
    return keys.next_portion(session, most)


def compare_next(session: Session, most: int = keys.ONE_PASS) -> Compared | None:
    """Compare the next contacts with everybody who has keys; None when all were compared. Read only."""
    after, up_to = keys.next_to_compare(session, most)
    if up_to == after:
        return None
    chosen = select(Contact.id).where(
        Contact.id > after, Contact.id <= up_to, Contact.merged_into_id.is_(None)
    )
    ids = session.scalars(chosen).all()
    return Compared(after, up_to, len(ids), suggesting.alike(session, ids))


def keep_keys(session: Session, portion: Portion | None, compared: Compared | None, at: datetime) -> int:
    """Store keys, and suggest pairs unless what made them alike was changed meanwhile; returns how many contacts.

    What somebody else was first with is left out.
    """
    count = 0
    if portion and keys.keep_portion(session, portion):
        count += len(portion.rows)
    if compared and keys.advance(session, keys.COMPARED, compared.after, compared.up_to):
        suggesting.add(session, suggesting.still_alike(session, compared.pairs), at)
        count += compared.count
    return count


def is_anybody_late(session: Session) -> bool:
    """Whether `key_late` has something to do. Read only."""
    return bool(keys.late(session, most=1))


def key_late(session: Session, at: datetime) -> int:
    """Key and compare the few that the rounds have passed by; returns how many."""
    late = keys.key_late(session)
    suggesting.look_for_duplicates(session, late, at)
    return len(late)


def key_next(session: Session, at: datetime, most: int = keys.ONE_PASS) -> int:
    """Both rounds for a few contacts, one after the other; returns how many were keyed."""
    portion = spell_next(session, most)
    count = keep_keys(session, portion, None, at) if portion else key_late(session, at)
    keep_keys(session, None, compare_next(session, most), at)
    return count
