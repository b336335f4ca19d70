"""Keeping the keys contacts are found by: at once for a few, in batches for what a large import brought."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from cxloop import bulk
from cxloop.accounts.models import Contact, ContactKey, Keyed
from cxloop.accounts.spelling import SEARCHED, keys_of

ONE_PASS = 500
LATE = 20_000
"""On PostgreSQL a contact can be committed after one with a higher id: so many ids are looked at again."""
FACTS = (Contact.id, Contact.name, Contact.email, Contact.phone, Contact.account_id, Contact.merged_into_id)


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
    _write(session, session.execute(chosen), set(contact_ids))


def next_keys(session: Session, most: int = ONE_PASS) -> list[int]:
    """Key the next contacts that have none; returns their ids, empty when all have theirs."""
    keyed = session.get(Keyed, 1, with_for_update=True)
    if keyed is None:
        keyed = Keyed(id=1, up_to=0)
        session.add(keyed)
    rows = session.execute(
        select(*FACTS).where(Contact.id > keyed.up_to).order_by(Contact.id).limit(most)
    ).all()
    if rows:
        keyed.up_to = rows[-1].id
    else:
        has_keys = select(ContactKey.contact_id).where(ContactKey.contact_id == Contact.id).exists()
        late = (Contact.id > keyed.up_to - LATE) & Contact.merged_into_id.is_(None) & _is_described()
        rows = session.execute(select(*FACTS).where(late, ~has_keys).limit(most)).all()
    _write(session, rows, {row.id for row in rows})
    return [row.id for row in rows if row.merged_into_id is None]


def keyed_up_to(session: Session) -> int:
    """Contacts above this id may not have their keys yet."""
    return session.scalar(select(Keyed.up_to)) or 0


def waiting(session: Session) -> int:
    """How many contacts have no keys yet."""
    return session.scalar(select(func.count()).where(Contact.id > keyed_up_to(session))) or 0


def _is_described() -> ColumnElement[bool]:
    return Contact.name.is_not(None) | Contact.email.is_not(None)


def _write(session: Session, rows: Iterable[Any], wanted: set[int]) -> None:
    found: dict[tuple[str, int], None] = {}
    for number, name, email, phone, account_id, kept_id in rows:
        owner = kept_id or number
        if owner in wanted or kept_id is None:
            is_alias = kept_id is not None
            for key in keys_of(name, email, phone, account_id, is_alias=is_alias) or {SEARCHED}:
                found[key, owner] = None
    entries = [{"key": key, "contact_id": owner} for key, owner in sorted(found)]
    bulk.insert_all(session, ContactKey, entries, leave_known=True)
