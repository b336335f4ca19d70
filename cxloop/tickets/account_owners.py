"""Whose companies these are: the colleague a rule gives their tickets to, while they are here and take more today."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Account
from cxloop.database import bulk
from cxloop.people import absences
from cxloop.people.models import User
from cxloop.people.policies import STAFF
from cxloop.tickets.turns import given_today


class AccountOwners:
    """Who is given the next ticket of each company; None: the team by turns."""

    def __init__(self, owners: dict[int, int], room: dict[int, int]) -> None:
        self._owners, self._room = owners, room

    def next(self, account_id: int | None) -> int | None:
        owner_id = self._owners.get(account_id or 0)
        if owner_id is None or self._room.get(owner_id, 1) <= 0:
            return None
        if owner_id in self._room:
            self._room[owner_id] -= 1
        return owner_id


def account_owners(session: Session, account_ids: Iterable[int | None], at: datetime) -> AccountOwners:
    """The owner of each of these accounts who still works tickets; of who is away, whoever stands in for them."""
    wanted = {one for one in account_ids if one is not None}
    if not wanted:
        return AccountOwners({}, {})
    chosen = (
        select(Account.id, User)
        .join(User, User.id == Account.owner_id)
        .where(bulk.among(session, Account.id, wanted), User.is_active, User.role.in_(STAFF))
    )
    away, owners = absences.away(session, at), dict[int, int]()
    limits: dict[int, int] = {}
    for account_id, owner in session.execute(chosen):
        here = absences.stand_in(owner, away) if owner.id in away else owner
        if here is None or not here.is_active or here.role not in STAFF:
            continue
        owners[account_id] = here.id
        if here.daily_limit is not None:
            limits[here.id] = here.daily_limit
    given = given_today(session, limits, at) if limits else {}
    return AccountOwners(owners, {one: limit - given.get(one, 0) for one, limit in limits.items()})
