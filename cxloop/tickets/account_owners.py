"""Whose companies these are: the colleague a rule gives their tickets to."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Account
from cxloop.database import bulk
from cxloop.people.models import User
from cxloop.people.policies import STAFF


def account_owners(session: Session, account_ids: Iterable[int | None]) -> dict[int, int]:
    """The owner of each of these accounts who still works tickets."""
    wanted = {one for one in account_ids if one is not None}
    if not wanted:
        return {}
    chosen = (
        select(Account.id, User.id.label("owner"))
        .join(User, User.id == Account.owner_id)
        .where(bulk.among(session, Account.id, wanted), User.is_active, User.role.in_(STAFF))
    )
    return {one.id: one.owner for one in session.execute(chosen)}
