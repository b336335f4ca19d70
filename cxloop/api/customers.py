"""Contacts and accounts: read, and kept up to date from another system."""

from collections.abc import Callable
from typing import Any

from flask import g
from sqlalchemy import select

from cxloop.accounts import contacts, models
from cxloop.accounts.changes import By, Kept
from cxloop.accounts.consent import consents
from cxloop.accounts.matching import name_key
from cxloop.accounts.refusals import FieldsRefused
from cxloop.api import sight
from cxloop.api.customer_shapes import (
    Account,
    AccountAsked,
    Contact,
    ContactAsked,
    KeptAccount,
    KeptContact,
    NewAccount,
    NewContact,
)
from cxloop.api.entrance import ONE, v1
from cxloop.api.once import Answer, Work
from cxloop.api.paging import Page, page_of
from cxloop.api.problems import Fault, Refusal, not_found
from cxloop.api.speaking import said, speaks
from cxloop.database import db
from cxloop.loop import customers
from cxloop.people.models import User
from cxloop.people.scopes import Needs
from cxloop.tickets.sight import account_in_sight, contact_in_sight, sees_account, sees_contact

READS_CONTACTS, WRITES_CONTACTS = Needs("contacts:read"), Needs("contacts:write")
READS_ACCOUNTS, WRITES_ACCOUNTS = Needs("accounts:read"), Needs("accounts:write")


@v1.get("/contacts", policy=READS_CONTACTS)
@speaks("List contacts", {200: Page[Contact]}, query=ContactAsked)
def list_contacts(query: ContactAsked) -> Answer:
    """The newest first; those merged into another are left out."""
    row = models.Contact
    chosen = select(row).where(row.merged_into_id.is_(None))
    if (seen := sees_contact(sight.scope())) is not None:
        chosen = chosen.where(seen)
    if query.email is not None:
        chosen = chosen.where(row.email == query.email.strip().casefold())
    if query.external_id is not None:
        chosen = chosen.where(row.external_id == query.external_id)
    if query.account_id is not None:
        chosen = chosen.where(row.account_id == query.account_id)
    return said(page_of(db.session(), chosen, row.id, query, _contact))


@v1.get(f"/contacts/{ONE}", policy=READS_CONTACTS)
@speaks("One contact", {200: Contact}, refuses=[404])
def show_contact(number: int) -> Answer:
    found = contact_in_sight(db.session(), number, sight.scope())
    if found is None:
        raise not_found()
    return said(_contact(found))


@v1.post("/contacts", policy=WRITES_CONTACTS)
@speaks("Keep a contact", {200: KeptContact, 201: KeptContact}, body=NewContact)
def keep_contact(body: NewContact) -> Work:
    """Make the contact with this external id or e-mail, or bring it up to date."""

    def work() -> Answer:
        kept = _tried(lambda by: contacts.upsert_contact(db.session(), body.fields(), by))
        can_read = sight.reads("contacts")
        shown = KeptContact(
            id=kept.record.id, result=_told(kept.outcome, can_read=can_read), remarks=list(kept.remarks),
            contact=_contact(kept.record) if can_read else None,
        )  # fmt: skip
        return said(shown, 201 if kept.outcome == "created" else 200)

    return work


@v1.get("/accounts", policy=READS_ACCOUNTS)
@speaks("List accounts", {200: Page[Account]}, query=AccountAsked)
def list_accounts(query: AccountAsked) -> Answer:
    """The newest first."""
    row = models.Account
    chosen = select(row)
    if (seen := sees_account(sight.scope())) is not None:
        chosen = chosen.where(seen)
    if query.external_id is not None:
        chosen = chosen.where(row.external_id == query.external_id)
    if query.name is not None:
        chosen = chosen.where(row.name_key == name_key(query.name))
    if query.domain is not None:
        chosen = chosen.where(row.domain == query.domain.strip().casefold())
    return said(page_of(db.session(), chosen, row.id, query, _account))


@v1.get(f"/accounts/{ONE}", policy=READS_ACCOUNTS)
@speaks("One account", {200: Account}, refuses=[404])
def show_account(number: int) -> Answer:
    found = account_in_sight(db.session(), number, sight.scope())
    if found is None:
        raise not_found()
    return said(_account(found))


@v1.post("/accounts", policy=WRITES_ACCOUNTS)
@speaks("Keep an account", {200: KeptAccount, 201: KeptAccount}, body=NewAccount)
def keep_account(body: NewAccount) -> Work:
    """Make the account with this external id, name or domain, or bring it up to date."""

    def work() -> Answer:
        kept = _tried(lambda by: customers.keep_account(db.session(), body.fields(), by))
        can_read = sight.reads("accounts")
        shown = KeptAccount(
            id=kept.record.id, result=_told(kept.outcome, can_read=can_read), remarks=list(kept.remarks),
            account=_account(kept.record) if can_read else None,
        )  # fmt: skip
        return said(shown, 201 if kept.outcome == "created" else 200)

    return work


def _told(outcome: Any, *, can_read: bool) -> Any:
    """Who may not read is not told either that everything was so already."""
    return outcome if can_read or outcome == "created" else "updated"


def _tried(keep: Callable[[By], Kept[Any]]) -> Kept[Any]:
    try:
        kept = keep(By(g.moment, "api"))
    except FieldsRefused as refused:
        errors = [Fault(field=one.field, code=one.code, detail=one.sentence()) for one in refused.refusals]
        raise Refusal(422, "refused", "Nothing was changed.", errors=errors) from None
    db.session.flush()
    return kept


def _contact(row: models.Contact) -> Contact:
    own = {name: getattr(row, name) for name in Contact.__struct_fields__ if name != "consents"}
    return Contact(consents=consents(db.session(), [row.id], g.moment)[row.id], **own)


def _account(row: models.Account) -> Account:
    owner = db.session.get(User, row.owner_id) if row.owner_id else None
    own = {name: getattr(row, name) for name in Account.__struct_fields__ if name != "owner_email"}
    return Account(owner_email=owner.email if owner else None, **own)
