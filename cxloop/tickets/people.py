"""The list of contacts: keyset pages, counted as far as anybody would read. Read only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from cxloop.accounts.models import Contact
from cxloop.accounts.searching import contact_matches
from cxloop.people.policies import Scope
from cxloop.responses.models import Response
from cxloop.tickets.models import Ticket
from cxloop.tickets.pressing import SPREADING_WITHIN
from cxloop.tickets.sight import contacts_in_sight

PAGE = 50
MOST_COUNTED = 10_000
SHOWS = ("unhappy", "open", "deciding", "silent")


@dataclass(frozen=True)
class Wanted:
    """What the address of the page asks for; `show` is one of SHOWS or empty."""

    words: str = ""
    show: str = ""


class Known(NamedTuple):
    """One row: who, their open tickets, and their newest answer with a score."""

    contact: Contact
    open_tickets: int
    newest: Response | None


@dataclass(frozen=True)
class Page:
    """`next_before` starts the next page, None at the end; a `total` above MOST_COUNTED stands for more."""

    rows: Sequence[Known]
    total: int
    next_before: int | None


def known_people(
    session: Session,
    *,
    scope: Scope,
    wanted: Wanted,
    at: datetime,
    before_id: int | None = None,
    most: int = PAGE,
) -> Page:
    """Contacts in sight, those we met last first; a merged one is found as the contact it belongs to."""
    # with + 0, for nearly everybody is merged into nobody: that index would be read from end to end
    conditions = [(Contact.merged_into_id + 0).is_(None), *_conditions(session, scope, wanted, at)]
    some = select(Contact.id).where(*conditions).limit(MOST_COUNTED + 1).subquery()
    total = session.scalar(select(func.count()).select_from(some)) or 0
    chosen = select(Contact).where(*conditions).order_by(Contact.id.desc()).limit(most + 1)
    if before_id:
        chosen = chosen.where(Contact.id < before_id)
    found = session.scalars(chosen).unique().all()
    shown = found[:most]
    return Page(_with_faces(session, shown), total, shown[-1].id if len(found) > most else None)


def _conditions(session: Session, scope: Scope, wanted: Wanted, at: datetime) -> list[ColumnElement[bool]]:
    found = []
    if (in_sight := contacts_in_sight(session, scope)) is not None:
        found.append(in_sight)
    if wanted.words:
        found.append(contact_matches(session, wanted.words))
    if wanted.show == "unhappy":
        unhappy = select(Ticket.contact_id).where(Ticket.answered_at >= at - SPREADING_WITHIN)
        found.append(Contact.id.in_(unhappy))
    elif wanted.show == "open":
        found.append(Contact.id.in_(select(Ticket.contact_id).where(Ticket.is_open)))
    elif wanted.show == "deciding":
        found.append(Contact.buying_role == "decision_maker")
    elif wanted.show == "silent":
        silent = aliased(Contact)  # found by their own small index, and only then put in order
        found.append(Contact.id.in_(select(silent.id).where(~silent.may_contact)))
    return found


def _with_faces(session: Session, contacts: Sequence[Contact]) -> list[Known]:
    ids = [contact.id for contact in contacts]
    newest = newest_answers(session, ids)
    open_ = open_tickets(session, ids)
    return [Known(contact, open_.get(contact.id, 0), newest.get(contact.id)) for contact in contacts]


def open_tickets(session: Session, contact_ids: Sequence[int]) -> dict[int, int]:
    """How many open tickets each of these has."""
    rows = session.execute(
        select(Ticket.contact_id, func.count())
        .where(Ticket.contact_id.in_(contact_ids), Ticket.is_open)
        .group_by(Ticket.contact_id)
    )
    return {contact_id: count for contact_id, count in rows if contact_id}


def newest_answers(session: Session, contact_ids: Sequence[int]) -> dict[int, Response]:
    """The newest answer with a score of each of these."""
    scored = (
        Response.contact_id.in_(contact_ids),
        Response.score.is_not(None),
        Response.withdrawn_at.is_(None),
    )
    newest = (
        select(Response.contact_id, func.max(Response.answered_at).label("at"))
        .where(*scored)
        .group_by(Response.contact_id)
        .subquery()
    )
    same = and_(Response.contact_id == newest.c.contact_id, Response.answered_at == newest.c.at)
    rows = session.scalars(
        select(Response)
        .join(newest, same)
        .where(*scored)
        .options(joinedload(Response.survey))
        .order_by(Response.id)
    )
    return {answer.contact_id: answer for answer in rows if answer.contact_id}
