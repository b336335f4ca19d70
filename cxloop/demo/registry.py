"""Customers as rows: companies and their people first, then consumers."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from cxloop.accounts.consent import PURPOSES
from cxloop.accounts.matching import name_key
from cxloop.accounts.models import Account, ConsentChange, Contact
from cxloop.database import Model, in_pieces
from cxloop.demo.customers import CONTACTS_EACH, Market, company
from cxloop.demo.staff import Staff

BATCH = 10_000
PARTS = ("decision_maker", "buyer", "user")


def enter(session: Session, market: Market, staff: Staff, on: date, at: datetime) -> tuple[int, int]:
    """Store every customer; returns the ids of the first person and the first company."""
    first_account, first_person = _next_id(session, Account), _next_id(session, Contact)
    owners = [staff.users[name].id for name in ("James Whitfield", "Olivia Hart")]
    accounts = (_account(number, first_account, owners, on, at) for number in range(market.accounts))
    _insert(session, Account, accounts)
    _insert(session, Contact, _contacts(market, first_person, first_account, at))
    _insert(session, ConsentChange, _refusals(market, first_person, at))
    return first_person, first_account


def _account(number: int, first: int, owners: list[int], on: date, at: datetime) -> dict[str, Any]:
    known = company(number)
    return {
        "id": first + number, "external_id": f"A-{number:05d}", "name": known.name, "name_key": name_key(known.name),
        "domain": known.domain, "tier": known.tier, "yearly_value": known.yearly_value,
        "renews_on": on + timedelta(days=known.renews_in), "owner_id": owners[number % len(owners)], "created_at": at,
    }  # fmt: skip


def _contacts(market: Market, first: int, first_account: int, at: datetime) -> Iterator[dict[str, Any]]:
    for number in range(market.people):
        person = market.person(number)
        account_id = None if person.account is None else first_account + person.account
        yield {
            "id": first + number, "account_id": account_id, "external_id": person.external_id, "email": person.email,
            "name": person.name, "phone": person.phone, "role": person.role,
            "buying_role": None if person.account is None else PARTS[number % CONTACTS_EACH],
            "language": "it" if person.italian else "en", "may_contact": person.may_contact, "created_at": at,
        }  # fmt: skip


def _refusals(market: Market, first: int, at: datetime) -> Iterator[dict[str, Any]]:
    for number in range(market.people):
        if not market.person(number).may_contact:
            for purpose in PURPOSES:
                yield {
                    "contact_id": first + number, "purpose": purpose, "given": False, "at": at, "source": "demo",
                }  # fmt: skip


def _insert(session: Session, model: type[Model], rows: Iterator[dict[str, Any]]) -> None:
    for batch in in_pieces(rows, BATCH):
        session.execute(insert(cast("Table", model.__table__)), batch)


def _next_id(session: Session, model: type[Model]) -> int:
    return (session.scalar(select(func.max(model.__table__.c.id))) or 0) + 1
