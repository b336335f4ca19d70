"""Finding the customers of a batch of answers, and making those we did not know. A few statements for thousands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cxloop.accounts.matching import domain_of, name_key
from cxloop.accounts.models import Account, Contact
from cxloop.database import in_pieces


class Described(Protocol):
    """What an answer says about the person who gave it; `email` is case-folded."""

    @property
    def email(self) -> str | None: ...
    @property
    def name(self) -> str | None: ...
    @property
    def company(self) -> str | None: ...
    @property
    def contact_external_id(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def language(self) -> str | None: ...
    @property
    def yearly_value(self) -> Decimal | None: ...
    @property
    def tier(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Customer:
    """Who an answer is from; both may be unknown."""

    contact_id: int | None
    account_id: int | None


NOBODY = Customer(None, None)


def recognise(session: Session, people: Sequence[Described], at: datetime) -> list[Customer]:
    """The customer of each description, in the same order.

    Contacts match by external id, then by e-mail, never by name alone; accounts by the name in the file, or by the
    e-mail domain of an account we know. Somebody described by a name alone becomes a new contact.
    """
    accounts = _accounts(session, people, at)
    by_id, by_email = _known_contacts(session, people)
    new: dict[object, dict[str, Any]] = {}
    for person in people:
        if not _is_described(person) or person.contact_external_id in by_id or person.email in by_email:
            continue
        row = new.setdefault(_identity(person), _contact_row(person, accounts.of(person), at))
        row["name"] = row["name"] or person.name
    made: dict[object, Customer] = {}
    if new:
        ids = session.scalars(
            insert(Contact).returning(Contact.id, sort_by_parameter_order=True), list(new.values())
        )
        pairs = zip(new.items(), ids, strict=True)
        made = {identity: Customer(contact_id, row["account_id"]) for (identity, row), contact_id in pairs}
    return [
        _chosen(person, by_id, by_email, made) or Customer(None, accounts.of(person)) for person in people
    ]


def _is_described(person: Described) -> bool:
    return bool(person.contact_external_id or person.email or person.name)


def _identity(person: Described) -> object:
    """Equal for the same person twice in one batch; a name alone is equal to nobody."""
    if person.email:
        return person.email
    return ("id", person.contact_external_id) if person.contact_external_id else id(person)


def _chosen(
    person: Described, by_id: dict[str, Customer], by_email: dict[str, Customer], made: dict[object, Customer]
) -> Customer | None:
    known = by_id.get(person.contact_external_id or "") or by_email.get(person.email or "")
    return known or (made.get(_identity(person)) if _is_described(person) else None)


def _contact_row(person: Described, account_id: int | None, at: datetime) -> dict[str, Any]:
    return {
        "account_id": account_id, "external_id": person.contact_external_id, "email": person.email,
        "name": person.name, "phone": person.phone, "language": person.language,
        "may_contact": True, "created_at": at,
    }  # fmt: skip


def _known_contacts(
    session: Session, people: Sequence[Described]
) -> tuple[dict[str, Customer], dict[str, Customer]]:
    by_id: dict[str, Customer] = {}
    by_email: dict[str, Customer] = {}
    columns = (Contact.id, Contact.account_id, Contact.external_id, Contact.email)
    for field, wanted, found in (
        (Contact.external_id, {p.contact_external_id for p in people if p.contact_external_id}, by_id),
        (Contact.email, {p.email for p in people if p.email}, by_email),
    ):
        for piece in in_pieces(wanted):
            for contact_id, account_id, external_id, email in session.execute(
                select(*columns).where(field.in_(piece))
            ):
                found[(external_id if found is by_id else email) or ""] = Customer(contact_id, account_id)
    return by_id, by_email


class _Accounts:
    """The accounts a batch names, by name and by domain."""

    def __init__(self) -> None:
        self.by_name: dict[str, int] = {}
        self.by_domain: dict[str, int] = {}

    def of(self, person: Described) -> int | None:
        if person.company:
            return self.by_name.get(name_key(person.company))
        return self.by_domain.get(domain_of(person.email) or "")

    def read(self, session: Session, names: Iterable[str], domains: Iterable[str]) -> None:
        for field, wanted in ((Account.name_key, names), (Account.domain, domains)):
            for piece in in_pieces(wanted):
                rows = session.execute(
                    select(Account.id, Account.name_key, Account.domain).where(field.in_(piece))
                )
                for account_id, key, domain in rows:
                    self.by_name[key] = account_id
                    if domain:
                        self.by_domain[domain] = account_id


def _accounts(session: Session, people: Sequence[Described], at: datetime) -> _Accounts:
    known = _Accounts()
    names = {name_key(person.company): person for person in people if person.company}
    domains = {domain for person in people if not person.company and (domain := domain_of(person.email))}
    known.read(session, names, domains)
    new = {key: person for key, person in names.items() if key not in known.by_name}
    if new:
        session.execute(insert(Account), [_account_row(key, person, at) for key, person in new.items()])
        known.read(session, new, ())
    return known


def _account_row(key: str, person: Described, at: datetime) -> dict[str, Any]:
    return {
        "name": " ".join((person.company or "").split()), "name_key": key, "tier": person.tier,
        "yearly_value": None if person.yearly_value is None else round(person.yearly_value), "created_at": at,
    }  # fmt: skip
