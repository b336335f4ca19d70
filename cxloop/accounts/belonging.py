"""To which account the people of a batch belong: those a file names are made when they are new."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol, cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from cxloop.accounts.matching import domain_of, name_key
from cxloop.accounts.models import Account
from cxloop.database import bulk, in_pieces, prepared

ACCOUNT = cast("Table", Account.__table__).c
COLUMNS = (ACCOUNT.id, ACCOUNT.external_id, ACCOUNT.name_key, ACCOUNT.domain)
_SOME_DOMAIN = select(func.max(ACCOUNT.domain))
"""Read off the end of the index; a question for `IS NOT NULL` reads every account where none has a domain."""


class Belonging(Protocol):
    """What an answer or a list says of the company: its own id comes before its name, the name before the e-mail.

    `email` is case-folded.
    """

    @property
    def email(self) -> str | None: ...
    @property
    def account_external_id(self) -> str | None: ...
    @property
    def company(self) -> str | None: ...
    @property
    def yearly_value(self) -> Decimal | None: ...
    @property
    def tier(self) -> str | None: ...


class Accounts:
    """The accounts a batch names, by external id, by name and by domain."""

    def __init__(self) -> None:
        self.by_external_id: dict[str, int] = {}
        self.by_name: dict[str, int] = {}
        self.by_domain: dict[str, int | None] = {}
        """None: two accounts have it."""

    @property
    def some(self) -> bool:
        """Whether the batch tells of any company."""
        return bool(self.by_name or self.by_domain)

    def of(self, person: Belonging) -> int | None:
        """By external id, then by name, then by domain; None where nothing tells, or too much."""
        if self.by_external_id and (known := self.by_external_id.get(person.account_external_id or "")):
            return known
        if person.company:
            return self.by_name.get(name_key(person.company))
        return self.by_domain.get(domain_of(person.email) or "") if self.by_domain else None

    def read(
        self, session: Session, ids: Iterable[str], names: Iterable[str], domains: Iterable[str]
    ) -> None:
        """Look up what a batch names."""
        for field, wanted in (
            (ACCOUNT.external_id, ids),
            (ACCOUNT.name_key, names),
            (ACCOUNT.domain, domains),
        ):
            for piece in in_pieces(wanted):
                rows = prepared.rows_among(session, COLUMNS, field, piece)
                for account_id, external_id, key, domain in rows:
                    self._know(account_id, external_id, key, domain if field is ACCOUNT.domain else None)

    def _know(self, account_id: int, external_id: str | None, key: str, domain: str | None) -> None:
        self.by_name[key] = account_id
        if external_id:
            self.by_external_id[external_id] = account_id
        if domain:
            self.by_domain[domain] = (
                account_id if self.by_domain.get(domain, account_id) == account_id else None
            )


def accounts_of(session: Session, people: Sequence[Belonging], at: datetime) -> Accounts:
    """The accounts of these people; those they name for the first time are made."""
    known = Accounts()
    ids = {external_id for person in people if (external_id := person.account_external_id)}
    names = {name_key(person.company): person for person in people if person.company}
    domains: set[str] = set()
    if prepared.ask(session, _SOME_DOMAIN)[0][0]:  # most companies give us none
        domains = {domain for one in people if not one.company and (domain := domain_of(one.email))}
    known.read(session, ids, names, domains)
    named_by_id = {
        name_key(one.company)
        for one in people
        if one.company and one.account_external_id in known.by_external_id
    }
    new = _one_for_each_id(
        {key: one for key, one in names.items() if key not in known.by_name and key not in named_by_id}
    )
    if new:
        numbers = bulk.numbers(session, Account, len(new))
        known.by_name |= dict(zip(new, numbers, strict=True))
        rows = [_row(number, *named, at, known) for number, named in zip(numbers, new.items(), strict=True)]
        bulk.insert_all(session, Account, rows)
    return known


def _one_for_each_id(new: dict[str, Belonging]) -> dict[str, Belonging]:
    """A company that a batch names by one id and two spellings is made once, under the first."""
    taken: set[str] = set()
    kept: dict[str, Belonging] = {}
    for key, person in new.items():
        external_id = person.account_external_id
        if external_id not in taken:
            kept[key] = person
        if external_id:
            taken.add(external_id)
    return kept


def _row(number: int, key: str, person: Belonging, at: datetime, known: Accounts) -> dict[str, Any]:
    external_id = person.account_external_id or None
    if external_id:
        known.by_external_id[external_id] = number
    return {
        "id": number, "external_id": external_id, "name": " ".join((person.company or "").split()), "name_key": key,
        "tier": person.tier, "yearly_value": None if person.yearly_value is None else round(person.yearly_value),
        "created_at": at,
    }  # fmt: skip
