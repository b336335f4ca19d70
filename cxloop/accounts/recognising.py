"""Finding the customers of a batch of answers, and making those we did not know. A few statements for thousands."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cxloop import bulk
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


class Customer(NamedTuple):
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
    found: list[Customer | None] = []
    for person in people:
        known = by_id.get(person.contact_external_id or "") or by_email.get(person.email or "")
        if known is None and not _is_described(person):
            known = Customer(None, accounts.of(person))
        found.append(known)
        if known is None:
            identity = _identity(person)
            if (row := new.get(identity)) is None:
                new[identity] = _contact_row(person, accounts.of(person), at)
            else:
                row["name"] = row["name"] or person.name
    if not new:
        return [customer or NOBODY for customer in found]
    made = _make(session, new)
    return [known or made[_identity(person)] for person, known in zip(people, found, strict=True)]


def _make(session: Session, new: dict[object, dict[str, Any]]) -> dict[object, Customer]:
    ids = bulk.numbers(session, Contact, len(new))
    rows = [{"id": number, **row} for number, row in zip(ids, new.values(), strict=True)]
    bulk.insert_all(session, Contact, rows)
    return {identity: Customer(row["id"], row["account_id"]) for identity, row in zip(new, rows, strict=True)}


def _is_described(person: Described) -> bool:
    return bool(person.contact_external_id or person.email or person.name)


def _identity(person: Described) -> object:
    """Equal for the same person twice in one batch; a name alone is equal to nobody."""
    if person.email:
        return person.email
    return ("id", person.contact_external_id) if person.contact_external_id else id(person)


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
                select(*columns).where(bulk.among(session, field, piece))
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
        return self.by_domain.get(domain_of(person.email) or "") if self.by_domain else None

    def read(self, session: Session, names: Iterable[str], domains: Iterable[str]) -> None:
        for field, wanted in ((Account.name_key, names), (Account.domain, domains)):
            for piece in in_pieces(wanted):
                rows = session.execute(
                    select(Account.id, Account.name_key, Account.domain).where(
                        bulk.among(session, field, piece)
                    )
                )
                for account_id, key, domain in rows:
                    self.by_name[key] = account_id
                    if domain:
                        self.by_domain[domain] = account_id


def _accounts(session: Session, people: Sequence[Described], at: datetime) -> _Accounts:
    known = _Accounts()
    names = {name_key(person.company): person for person in people if person.company}
    domains: set[str] = set()
    if session.scalar(select(exists().where(Account.domain.is_not(None)))):  # most companies give us none
        domains = {domain for one in people if not one.company and (domain := domain_of(one.email))}
    known.read(session, names, domains)
    new = {key: person for key, person in names.items() if key not in known.by_name}
    if new:
        ids = bulk.numbers(session, Account, len(new))
        known.by_name |= dict(zip(new, ids, strict=True))
        rows = [_account_row(number, *named, at) for number, named in zip(ids, new.items(), strict=True)]
        bulk.insert_all(session, Account, rows)
    return known


def _account_row(number: int, key: str, person: Described, at: datetime) -> dict[str, Any]:
    return {
        "id": number, "name": " ".join((person.company or "").split()), "name_key": key, "tier": person.tier,
        "yearly_value": None if person.yearly_value is None else round(person.yearly_value), "created_at": at,
    }  # fmt: skip
