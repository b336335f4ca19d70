"""Writing down who changed what we know of a customer: the names of the fields, never what they held."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Account, Contact, CustomerChange

Outcome = Literal["created", "updated", "unchanged"]
R = TypeVar("R", Contact, Account)


class By(NamedTuple):
    """Who does it and when: `via` is web, file, api or cli; `user_id` None for a program."""

    at: datetime
    via: str
    user_id: int | None = None


class Kept(NamedTuple, Generic[R]):
    """What became of a record; `remarks` are codes of `refusals.SENTENCES` for what was left out."""

    record: R
    outcome: Outcome
    remarks: Sequence[str] = ()


def apply(record: Contact | Account, fields: dict[str, Any]) -> list[str]:
    """Set what differs; returns the names of the fields that did."""
    changed = [name for name, value in fields.items() if getattr(record, name) != value]
    for name in changed:
        setattr(record, name, fields[name])
    return changed


def write_down(
    session: Session, record: Contact | Account, kind: str, fields: Iterable[str], by: By
) -> CustomerChange:
    """Add the change to the record's history."""
    is_contact = isinstance(record, Contact)
    change = CustomerChange(
        contact_id=record.id if is_contact else None, account_id=None if is_contact else record.id,
        at=by.at, by_id=by.user_id, via=by.via, kind=kind, fields=sorted(fields),
    )  # fmt: skip
    session.add(change)
    return change


def newest(session: Session, record: Contact | Account) -> CustomerChange | None:
    """The last change of this record."""
    of_record = (
        CustomerChange.contact_id == record.id
        if isinstance(record, Contact)
        else CustomerChange.account_id == record.id
    )
    return session.scalars(
        select(CustomerChange).where(of_record).order_by(CustomerChange.id.desc()).limit(1)
    ).first()
