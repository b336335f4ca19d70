"""Keeping accounts: found by external id, then name, then domain; two of one domain are asked about, not guessed."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts import fields
from cxloop.accounts.changes import By, Kept, apply, write_down
from cxloop.accounts.matching import name_key
from cxloop.accounts.models import Account
from cxloop.accounts.refusals import FieldsRefused, Refusal
from cxloop.database import in_pieces
from cxloop.wordbook import words_changed


def upsert_account(session: Session, given: Mapping[str, Any], by: By) -> Kept[Account]:
    """The account with this external id, name or domain, made or brought up to date.

    Args:
        given: any of `fields.ACCOUNT`; what is left out stays as it is, None and "" clear. `yearly_value` is rounded to
            whole units of the company's currency. `loop.customers.keep_account` also takes `owner_email`.

    Raises:
        FieldsRefused: with a refusal for each field; nothing was changed.
    """
    read = _read(given)
    account = _found(session, read)
    if account is not None:
        return _changed(session, account, read, by)
    name = read.get("name")
    if not name:
        raise FieldsRefused(Refusal("name", "name_missing"))
    _refuse_taken(session, read, None)
    account = Account(created_at=by.at, name_key=name_key(name), **read)
    session.add(account)
    session.flush()
    write_down(session, account, "made", read, by)
    return Kept(account, "created")


def edit_account(session: Session, account_id: int, given: Mapping[str, Any], by: By) -> Kept[Account]:
    """Change these fields of this account.

    Raises:
        FieldsRefused: as `upsert_account`; also when another account has the id, the name or the domain.
        LookupError: there is no such account.
    """
    read = _read(given)
    account = session.get(Account, account_id, with_for_update=True)
    if account is None:
        raise LookupError(account_id)
    return _changed(session, account, read, by)


def named(session: Session, name: str, by: By) -> Account:
    """The account of this name; made when there is none."""
    account = session.scalars(select(Account).where(Account.name_key == name_key(name))).first()
    if account is None:
        account = Account(name=name, name_key=name_key(name), created_at=by.at)
        session.add(account)
        session.flush()
        write_down(session, account, "made", ["name"], by)
    return account


def tiers_of(session: Session, account_ids: Iterable[int | None]) -> dict[int, str | None]:
    """What each of these accounts is worth to us today."""
    known = {account_id for account_id in account_ids if account_id is not None}
    found: dict[int, str | None] = {}
    for piece in in_pieces(known):
        rows = session.execute(select(Account.id, Account.tier).where(Account.id.in_(piece)))
        found |= {one.id: one.tier for one in rows}
    return found


def of_external_id(session: Session, external_id: str) -> Account | None:
    """The account with this external id."""
    return session.scalars(select(Account).where(Account.external_id == external_id)).first()


def id_of_domain(session: Session, domain: str) -> int | None:
    """The account of this e-mail domain; None when there is none, or more than one."""
    found = session.scalars(select(Account.id).where(Account.domain == domain).limit(2)).all()
    return found[0] if len(found) == 1 else None


def _read(given: Mapping[str, Any]) -> dict[str, Any]:
    read = fields.read(fields.ACCOUNT, given)
    if "name" in read and read["name"] is None:
        raise FieldsRefused(Refusal("name", "name_missing"))
    return read


def _found(session: Session, read: Mapping[str, Any]) -> Account | None:
    """Raises FieldsRefused where nothing tells which account is meant, or two could be."""
    external_id, name, domain = read.get("external_id"), read.get("name"), read.get("domain")
    if external_id and (account := of_external_id(session, external_id)):
        return account
    if name and (
        account := session.scalars(select(Account).where(Account.name_key == name_key(name))).first()
    ):
        if external_id and account.external_id not in (None, external_id):
            raise FieldsRefused(Refusal("name", "account_name_taken", {"other": account.external_id}))
        return account
    if domain and not external_id and not name:
        found = session.scalars(select(Account).where(Account.domain == domain).limit(2)).all()
        if len(found) > 1:
            raise FieldsRefused(Refusal("domain", "account_ambiguous", {"domain": domain}))
        return found[0] if found else None
    if not external_id and not name:
        raise FieldsRefused(Refusal("name", "no_account_identity"))
    return None


def _changed(session: Session, account: Account, read: dict[str, Any], by: By) -> Kept[Account]:
    _refuse_taken(session, read, account)
    if "name" in read:
        read = {**read, "name_key": name_key(read["name"])}
    changed = apply(account, read)
    if not changed:
        return Kept(account, "unchanged")
    write_down(session, account, "edited", (name for name in changed if name != "name_key"), by)
    words_changed(session, "account", [account.id])
    return Kept(account, "updated")


def _refuse_taken(session: Session, read: Mapping[str, Any], account: Account | None) -> None:
    """An id, a name or a domain belongs to one account; whose it is, the sentence says."""
    own = account.id if account else 0
    name = name_key(read["name"]) if read.get("name") else None
    for field, column, value, code in (
        ("external_id", Account.external_id, read.get("external_id"), "account_id_taken"),
        ("name", Account.name_key, name, "account_name_taken"),
        ("domain", Account.domain, read.get("domain"), "domain_taken"),
    ):
        if not value or (field == "domain" and account is not None and account.domain == value):
            continue
        other = session.scalars(select(Account).where(column == value, Account.id != own).limit(1)).first()
        if other is not None:
            facts = {"name": other.name, "value": value, "other": other.external_id or f"#{other.id}"}
            raise FieldsRefused(Refusal(field, code, facts))
