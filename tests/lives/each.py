"""Each customer's life by itself, read from the records at its end: what they lived through, and were they heard?

Nothing here asks what the steps remembered of others: a fault is one customer's, and is told with their name.
"""

from collections import Counter
from typing import Any

from sqlalchemy import select

from cxloop.database import db
from cxloop.people.models import User
from cxloop.responses.models import Response
from cxloop.tickets.models import Assignment, Reopening, Ticket, Triggering
from tests.lives.answering import OWED
from tests.lives.company import Customer
from tests.lives.life import Life

WAITS_OR_IS_OVER = (
    "resolved", "verified", "unverified", "not_asked", "unreachable", "contact_declined", "not_actionable", "merged",
)  # fmt: skip


def judged(life: Life) -> dict[Customer, Counter[str]]:
    """What each customer lived through; raises where one of them was not heard."""
    answers = _by_customer(life)
    there = set(db.session.scalars(select(User.id).where(User.is_active)))
    became = {one.response_id: one for one in db.session.execute(select(Triggering.__table__))}
    tickets: dict[int, Any] = {one.id: one for one in db.session.execute(select(Ticket.__table__))}
    reopened = _by_ticket(Reopening)
    owners = _by_ticket(Assignment)
    found: dict[Customer, Counter[str]] = {}
    for customer in life.company.customers:
        lived: Counter[str] = Counter()
        theirs: set[int] = set()
        for low, number in answers[customer]:
            lived["answers"] += 1
            what = became.get(number)
            if what is None:
                assert not low, f"{customer.name}: answer {number} is low, and nobody heard it"
                continue
            assert what.outcome != "suppressed" or what.reason, f"{customer.name}: refused without a reason"
            lived[what.outcome] += 1
            if what.ticket_id is not None:
                theirs.add(what.ticket_id)
        for ticket in (tickets[number] for number in theirs):
            assert ticket.state in OWED + WAITS_OR_IS_OVER, f"{customer.name}: a ticket is {ticket.state}"
            assert ticket.state not in OWED or ticket.owner_id is None or ticket.owner_id in there, (
                f"{customer.name}: owed by somebody who is gone"
            )
            lived["reopenings"] += len(reopened.get(ticket.id, []))
            lived["owners_who_left"] += any(
                one.owner_id not in there for one in owners.get(ticket.id, []) if one.owner_id
            )
        lived["refused_letters"] += bool(life.refused.get(f"{customer.email} {customer.name}"))
        found[customer] = lived
    return found


def _by_customer(life: Life) -> dict[Customer, list[tuple[bool, int]]]:
    """(whether it was low when it was heard last, its number) of every answer they gave, by any door."""
    numbers = {
        one.external_id: one.id for one in db.session.execute(select(Response.external_id, Response.id))
    }
    found: dict[Customer, list[tuple[bool, int]]] = {one: [] for one in life.company.customers}
    for said in life.said:
        assert said.name in numbers, f"{said.customer.name}: {said.name} was not kept"
        found[said.customer].append((said.low, numbers[said.name]))
    for customer, number in life.on_page:
        found[customer].append((False, number))
    return found


def _by_ticket(model: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for one in db.session.execute(select(model.__table__)):
        found.setdefault(one.ticket_id, []).append(one)
    return found


def summed(lives: dict[Customer, Counter[str]]) -> Counter[str]:
    """Of how many lives each thing is true."""
    found: Counter[str] = Counter(lives=len(lives))
    for lived in lives.values():
        found["complained_again"] += lived["opened"] + lived["joined"] > 1
        found["reopened"] += lived["reopenings"] > 0
        found["owner_left"] += lived["owners_who_left"] > 0
        found["refused_something"] += lived["refused_letters"]
        found["nothing_owed"] += lived["opened"] + lived["joined"] == 0
    return found
