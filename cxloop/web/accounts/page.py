from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, func, select

from cxloop.accounts.models import Contact
from cxloop.database import db
from cxloop.improvements.customers import with_a_part_of
from cxloop.people.models import User
from cxloop.people.policies import scope_of, sees_customers, steers_customers
from cxloop.responses.models import Response
from cxloop.tickets import people as reading
from cxloop.tickets import pressing
from cxloop.tickets.history import MOST_PEOPLE, History, of_account
from cxloop.tickets.sight import sees_contact
from cxloop.web import current, formats
from cxloop.web.accounts.room import room, visible
from cxloop.web.contacts import words
from cxloop.web.contacts.drawing import is_low

HEARD_WITHIN = timedelta(days=365)


class Person(NamedTuple):
    """One of the people there who is in sight; `is_heard`: they answered within a year."""

    contact: Contact
    open_tickets: int
    newest: Response | None
    is_heard: bool
    is_low: bool


class Year(NamedTuple):
    """What one year brought, counted over what the page knows."""

    year: int
    answers: int
    low: int
    tickets: int
    closed: int
    interviews: int


@room.get("/accounts/<int:account_id>", policy=sees_customers)
def show(account_id: int) -> ResponseReturnValue:
    account = visible(account_id)
    session, user, at = db.session(), current.user(), current.moment()
    scope = scope_of(user)
    of_account_ = Contact.account_id == account.id, Contact.merged_into_id.is_(None)
    condition = sees_contact(scope)
    in_sight = of_account_ if condition is None else (*of_account_, condition)
    contacts = session.scalars(
        select(Contact).where(*in_sight).order_by(Contact.name, Contact.id).limit(MOST_PEOPLE)
    ).unique().all()  # fmt: skip
    history = of_account(session, account.id, contacts, scope)
    people = _people(contacts, at)
    return render_template(
        "accounts/show.html",
        account=account,
        owner=session.get(User, account.owner_id) if account.owner_id else None,
        people=people,
        people_count=_how_many(in_sight),
        elsewhere=_how_many(of_account_) - _how_many(in_sight) if condition is not None else 0,
        deciding=[person for person in people if person.contact.buying_role == "decision_maker"],
        unhappy=pressing.unhappy_people(session, account.id, at),
        history=history,
        years=_years(history),
        names={contact.id: contact.called for contact in contacts},
        improvements=with_a_part_of(session, account.id),
        roles=words.buying_roles(),
        changed_fields=words.changed_fields,
        may_edit=steers_customers(user),
        may_merge=False,
        others={},
        contact=None,
        today=formats.reader().local(at).date(),
    )


def _how_many(chosen: Sequence[ColumnElement[bool]]) -> int:
    return db.session.scalar(select(func.count(Contact.id)).where(*chosen)) or 0


def _people(contacts: Sequence[Contact], at: datetime) -> list[Person]:
    """Who decides first, then the other parts, then who has none."""
    session, ids = db.session(), [contact.id for contact in contacts]
    newest, open_ = reading.newest_answers(session, ids), reading.open_tickets(session, ids)
    order = {role: place for place, role in enumerate(words.buying_roles())}
    found = [
        Person(
            contact,
            open_.get(contact.id, 0),
            answer := newest.get(contact.id),
            answer is not None and answer.answered_at > at - HEARD_WITHIN,
            answer is not None and is_low(answer),
        )
        for contact in contacts
    ]
    return sorted(found, key=lambda person: order.get(person.contact.buying_role or "", len(order)))


def _years(history: History) -> list[Year]:
    local = formats.reader().local
    counts: dict[int, Counter[str]] = {}
    for one in history.happenings:
        count = counts.setdefault(local(one.at).year, Counter())
        count[one.kind] += 1
        if one.kind == "answered" and is_low(one.record):
            count["low"] += 1
    for ticket in history.tickets:
        if ticket.closed_at is not None and ticket.state == "verified":
            counts.setdefault(local(ticket.closed_at).year, Counter())["closed"] += 1
    return [
        Year(year, count["answered"], count["low"], count["ticket"], count["closed"], count["interviewed"])
        for year, count in sorted(counts.items(), reverse=True)
        if count["answered"] or count["ticket"] or count["interviewed"]
    ]
