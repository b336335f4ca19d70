"""The list of accounts with what presses: renewals, value, unhappy people. Read only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, func, select, union_all
from sqlalchemy.orm import Session

from cxloop.accounts.models import Account, Contact
from cxloop.accounts.searching import account_matches
from cxloop.people.models import User
from cxloop.people.policies import Scope
from cxloop.responses.models import Response
from cxloop.tickets.models import Ticket
from cxloop.tickets.pressing import SPREADING_WITHIN
from cxloop.tickets.sight import sees_account

PAGE = 50
ORDERS = ("trouble", "renewal", "value", "name")
SPREADS_FROM = 2


class Company(NamedTuple):
    """One row; `unhappy` counts people with a ticket within 60 days."""

    account: Account
    owner: str | None
    open_tickets: int
    unhappy: int
    last_heard: datetime | None

    @property
    def is_spreading(self) -> bool:
        return self.unhappy >= SPREADS_FROM


@dataclass(frozen=True)
class Page:
    """`number` counts from 1; `total` is exact."""

    rows: Sequence[Company]
    total: int
    number: int
    has_more: bool


def companies(
    session: Session, *, scope: Scope, words: str, order: str, at: datetime, number: int = 1, most: int = PAGE
) -> Page:
    """Accounts in sight in one of ORDERS; renewals that are over come last."""
    conditions = [condition for condition in (sees_account(scope),) if condition is not None]
    if words:
        conditions.append(account_matches(words))
    total = session.scalar(select(func.count(Account.id)).where(*conditions)) or 0
    unhappy, open_ = _unhappy(at).subquery(), _open().subquery()
    rows = session.execute(
        select(Account, User.name, func.coalesce(open_.c.count, 0), func.coalesce(unhappy.c.count, 0))
        .outerjoin(User, User.id == Account.owner_id)
        .outerjoin(open_, open_.c.account_id == Account.id)
        .outerjoin(unhappy, unhappy.c.account_id == Account.id)
        .where(*conditions)
        .order_by(*_order(order, open_, unhappy, at), Account.id)
        .limit(most + 1)
        .offset((number - 1) * most)
    ).all()
    heard = last_heard(session, [account.id for account, *_ in rows[:most]])
    found = [
        Company(account, owner, open_count, count, heard.get(account.id))
        for account, owner, open_count, count in rows[:most]
    ]
    return Page(found, total, number, len(rows) > most)


def last_heard(session: Session, account_ids: Sequence[int]) -> dict[int, datetime]:
    """When somebody of each of these answered last."""
    by_people = (
        select(Contact.account_id.label("account_id"), Response.answered_at.label("at"))
        .join(Response, Response.contact_id == Contact.id)
        .where(Contact.account_id.in_(account_ids), Response.withdrawn_at.is_(None))
    )
    nameless = select(Response.account_id, Response.answered_at).where(
        Response.account_id.in_(account_ids), Response.contact_id.is_(None), Response.withdrawn_at.is_(None)
    )
    answers = union_all(by_people, nameless).subquery()
    rows = session.execute(
        select(answers.c.account_id, func.max(answers.c.at).label("at")).group_by(answers.c.account_id)
    )
    return {row.account_id: row.at for row in rows}


def _unhappy(at: datetime) -> Any:
    return (
        select(Ticket.account_id, func.count(Ticket.contact_id.distinct()).label("count"))
        .where(Ticket.answered_at >= at - SPREADING_WITHIN, Ticket.account_id.is_not(None))
        .group_by(Ticket.account_id)
    )


def _open() -> Any:
    return (
        select(Ticket.account_id, func.count().label("count"))
        .where(Ticket.is_open, Ticket.account_id.is_not(None))
        .group_by(Ticket.account_id)
    )


def _order(order: str, open_: Any, unhappy: Any, at: datetime) -> list[Any]:
    value = func.coalesce(Account.yearly_value, -1).desc()
    if order == "renewal":
        is_over = (Account.renews_on.is_(None) | (Account.renews_on < at.date())).cast(Integer)
        return [is_over, Account.renews_on, value]
    if order == "value":
        return [value]
    if order == "name":
        return [Account.name_key]
    return [func.coalesce(unhappy.c.count, 0).desc(), func.coalesce(open_.c.count, 0).desc(), value]
