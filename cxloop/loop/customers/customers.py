"""Keep what we know of a company: the account with the colleague who looks after it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts import companies
from cxloop.accounts.changes import By, Kept
from cxloop.accounts.models import Account
from cxloop.accounts.refusals import FieldsRefused, Refusal
from cxloop.people.models import User
from cxloop.people.policies import works_tickets


def keep_account(session: Session, given: Mapping[str, Any], by: By) -> Kept[Account]:
    """`companies.upsert_account`, with `owner_email` for the colleague in charge.

    Raises:
        FieldsRefused: with a refusal for each field; nothing was changed.
    """
    return companies.upsert_account(session, _with_owner(session, given), by)


def edit_account(session: Session, account_id: int, given: Mapping[str, Any], by: By) -> Kept[Account]:
    """`companies.edit_account`, with `owner_email` for the colleague in charge.

    Raises:
        FieldsRefused, LookupError
    """
    return companies.edit_account(session, account_id, _with_owner(session, given), by)


def _with_owner(session: Session, given: Mapping[str, Any]) -> Mapping[str, Any]:
    if "owner_email" not in given:
        return given
    email, rest = (
        given["owner_email"],
        {name: value for name, value in given.items() if name != "owner_email"},
    )
    if email is None or not str(email).strip():
        return {**rest, "owner_id": None}
    user = session.scalars(select(User).where(User.email == str(email).strip().casefold())).first()
    if user is None or not works_tickets(user):
        raise FieldsRefused(Refusal("owner_email", "owner_unknown", {"value": str(email)[:60]}))
    return {**rest, "owner_id": user.id}
