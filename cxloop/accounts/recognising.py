"""Finding the customers of a batch of answers, and making those we did not know. A few statements for thousands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cxloop.accounts.matching import domain_of, name_key
from cxloop.accounts.models import Account, Contact
from cxloop.database import in_pieces


class Described(Protocol):
    """What an answer says about the person who gave it."""

    email: str | None
    name: str | None
    company: str | None
    contact_external_id: str | None
    account_external_id: str | None
    phone: str | None
    role: str | None
    language: str | None
    yearly_value: int | None
    tier: str | None


@dataclass(frozen=True, slots=True)
class Customer:
    """Who an answer is from; both may be unknown."""

    contact_id: int | None
    account_id: int | None


NOBODY = Customer(None, None)


def recognise(session: Session, people: Sequence[Described], at: datetime) -> list[Customer]:
    """The customer of each description, in the same order.

    Contacts match by external id, then by e-mail, never by name alone; accounts by external id, by the name in the
    file, or by the e-mail domain of an account we know. Somebody described by a name alone becomes a new contact.
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
        ids = session.scalars(insert(Contact).returning(Contact.id, sort_by_parameter_order=True), list(new.values()))
        pairs = zip(new.items(), ids, strict=True)
        made = {identity: Customer(contact_id, row["account_id"]) for (identity, row), contact_id in pairs}
    return [_chosen(person, by_id, by_email, made) or Customer(None, accounts.of(person)) for person in people]


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
        "name": person.name, "phone": person.phone, "role": person.role, "language": person.language,
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
            for contact_id, account_id, external_id, email in session.execute(select(*columns).where(field.in_(piece))):
                found[external_id if found is by_id else email] = Customer(contact_id, account_id)
    return by_id, by_email


class _Accounts:
    """The accounts a batch names, by external id, by name and by domain."""

    def __init__(self) -> None:
        self.by_id: dict[str, int] = {}
        self.by_name: dict[str, int] = {}
        self.by_domain: dict[str, int] = {}

    def of(self, person: Described) -> int | None:
        if person.account_external_id and person.account_external_id in self.by_id:
            return self.by_id[person.account_external_id]
        if person.company:
            return self.by_name.get(name_key(person.company))
        return self.by_domain.get(domain_of(person.email) or "")


def _accounts(session: Session, people: Sequence[Described], at: datetime) -> _Accounts:
    known = _Accounts()
    names = {name_key(p.company): p for p in people if p.company}
    external = {p.account_external_id for p in people if p.account_external_id}
    domains = {domain for p in people if not p.company and (domain := domain_of(p.email))}
    _read_accounts(session, known, names, external, domains)
    new = {key: p for key, p in names.items() if key not in known.by_name and p.account_external_id not in known.by_id}
    if new:
        session.execute(insert(Account), [_account_row(key, p, at) for key, p in new.items()])
        _read_accounts(session, known, new, {p.account_external_id for p in new.values()} - {None}, set())
    return known


def _account_row(key: str, person: Described, at: datetime) -> dict[str, Any]:
    return {
        "name": " ".join((person.company or "").split()), "name_key": key,
        "external_id": person.account_external_id or None, "tier": person.tier,
        "yearly_value": person.yearly_value, "created_at": at,
    }  # fmt: skip


def _read_accounts(
    session: Session, known: _Accounts, names: Any, external: set[str | None], domains: set[str]
) -> None:
    columns = (Account.id, Account.external_id, Account.name_key, Account.domain)
    for field, wanted in ((Account.name_key, names), (Account.external_id, external), (Account.domain, domains)):
        for piece in in_pieces(wanted):
            for account_id, external_id, key, domain in session.execute(select(*columns).where(field.in_(piece))):
                known.by_name[key] = account_id
                if external_id:
                    known.by_id[external_id] = account_id
                if domain:
                    known.by_domain[domain] = account_id
