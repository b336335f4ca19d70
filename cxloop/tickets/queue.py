"""The queue: which tickets a person sees, in which order, and how many there are. Pages and Slack's home read it.

My loop is ordered by urgency x time left (`queue_at`) within its three groups; the list of all tickets by number.
Pages are found by keyset: a cursor names the last row seen, never an offset.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, load_only

from cxloop.accounts.models import Account, Contact
from cxloop.people.models import User
from cxloop.people.policies import Scope
from cxloop.responses.models import Response
from cxloop.tickets.models import Resolution, Ticket
from cxloop.tickets.steps import OWED, WAITING

GROUPS = ("overdue", "today", "later")
LARGEST_ID = 2**62


@dataclass(frozen=True)
class Moments:
    """Where the groups end: before `at` a promise is overdue, before `day_ends` it is due today."""

    at: datetime
    day_ends: datetime


@dataclass(frozen=True)
class Wanted:
    """What a person filters by; None or "" means any.

    `owner` is "mine" (own and unassigned), "me", "nobody", or None for everybody in scope.
    """

    owner: str | None = None
    driver_id: int | None = None
    priority: str | None = None
    """urgent or normal: the band of the score."""
    state: str | None = None
    words: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the owner is filtered."""
        return bool(self.driver_id or self.priority or self.state or self.words)


@dataclass(frozen=True)
class Cursor:
    """The last row of the page before: its group, its place in it, its number."""

    group: str
    queue_at: datetime
    ticket_id: int


@dataclass(frozen=True)
class Counters:
    triage: int
    today: int
    overdue: int
    waiting: int
    later: int

    @property
    def owed(self) -> int:
        return self.overdue + self.today + self.later


def in_scope(scope: Scope) -> ColumnElement[bool]:
    """The tickets a person may see."""
    if scope.everything:
        return true()
    return or_(Ticket.team_id.in_(scope.team_ids), Ticket.owner_id == scope.user_id)


def groups(
    session: Session, scope: Scope, wanted: Wanted, moments: Moments, *, after: Cursor | None = None, most: int = 50,
    only: str | None = None, without: int | None = None,
) -> list[tuple[str, list[Ticket]]]:  # fmt: skip
    """Open tickets by group, most pressing first, at most `most + 1` rows: one more than asked says there is more.

    Args:
        only: one of GROUPS, when a counter was pressed.
        without: a ticket shown elsewhere on the page.
    """
    found: list[tuple[str, list[Ticket]]] = []
    room = most + 1
    start = GROUPS.index(after.group) if after else 0
    for group in GROUPS[start:]:
        if room <= 0 or (only and only != group):
            continue
        rows = _open(scope, wanted).where(_within(group, moments))
        if after and after.group == group:
            same = and_(Ticket.queue_at == after.queue_at, Ticket.id > after.ticket_id)
            rows = rows.where(or_(Ticket.queue_at > after.queue_at, same))
        if without:
            rows = rows.where(Ticket.id != without)
        tickets = list(session.scalars(rows.order_by(Ticket.queue_at, Ticket.id).limit(room)))
        room -= len(tickets)
        if tickets:
            found.append((group, tickets))
    return found


def first(session: Session, scope: Scope, wanted: Wanted) -> Ticket | None:
    """The one to call next: the top of the whole order, of those a person may be called for."""
    rows = _open(scope, wanted).order_by(Ticket.queue_at, Ticket.id).limit(1)
    return session.scalars(rows).first()


def waiting(session: Session, scope: Scope, wanted: Wanted, *, most: int = 50) -> list[Ticket]:
    """Resolved tickets whose customer has not said yet whether it is solved, longest first."""
    rows = _shown().where(in_scope(scope), Ticket.state.in_(WAITING), *_filters(wanted, scope))
    return list(session.scalars(rows.order_by(Ticket.resolved_at, Ticket.id).limit(most)))


def everything(
    session: Session, scope: Scope, wanted: Wanted, *, before: int | None = None, most: int = 50
) -> list[Ticket]:
    """Every ticket in scope, closed ones too, newest first, at most `most + 1`; `before` is the last number seen."""
    rows = _shown().where(in_scope(scope), *_filters(wanted, scope))
    if before is not None:
        rows = rows.where(Ticket.id < before)
    return list(session.scalars(rows.order_by(Ticket.id.desc()).limit(most + 1)))


def how_many(session: Session, scope: Scope, wanted: Wanted) -> int:
    """The exact number of tickets `everything` lists."""
    counted = select(func.count(Ticket.id)).where(in_scope(scope), *_filters(wanted, scope))
    return session.scalar(_joined(counted, wanted)) or 0


def counters(session: Session, scope: Scope, wanted: Wanted, moments: Moments) -> Counters:
    """Exact numbers for the groups, the triage queue and what waits for the customer."""
    open_now = (
        select(
            func.coalesce(func.sum(case((Ticket.owner_id.is_(None), 1), else_=0)), 0),
            *(func.coalesce(func.sum(case((_within(group, moments), 1), else_=0)), 0) for group in GROUPS),
        )
        .where(in_scope(scope), Ticket.due_at.is_not(None), *_filters(wanted, scope))
    )  # fmt: skip
    triage, overdue, today, later = session.execute(_joined(open_now, wanted)).one()
    waits = select(func.count(Ticket.id)).where(in_scope(scope), Ticket.state.in_(WAITING), *_filters(wanted, scope))
    return Counters(triage, today, overdue, session.scalar(_joined(waits, wanted)) or 0, later)


def causes_of(session: Session, ticket_ids: Sequence[int]) -> dict[int, Resolution]:
    """The newest resolution of each of these tickets: it names the cause."""
    rows = session.scalars(
        select(Resolution)
        .where(Resolution.ticket_id.in_(ticket_ids))
        .options(joinedload(Resolution.driver))
        .order_by(Resolution.id)
    )
    return {resolution.ticket_id: resolution for resolution in rows}


def _shown() -> Select[Ticket]:
    return (
        select(Ticket)
        .outerjoin(Ticket.contact)
        .outerjoin(Ticket.account)
        .join(Ticket.response)
        .options(
            joinedload(Ticket.contact).lazyload(Contact.account),
            joinedload(Ticket.account),
            joinedload(Ticket.response).load_only(Response.score, Response.comment, Response.language),
            joinedload(Ticket.survey),
            joinedload(Ticket.owner).options(load_only(User.name), joinedload(User.memberships).noload("*")),
        )
    )


def _open(scope: Scope, wanted: Wanted) -> Select[Ticket]:
    return _shown().where(in_scope(scope), Ticket.due_at.is_not(None), *_filters(wanted, scope))


def _joined(statement: Select, wanted: Wanted) -> Select:
    """The same statement with what its filters look at."""
    statement = statement.select_from(Ticket)
    if wanted.words:
        statement = statement.join(Ticket.response).outerjoin(Ticket.contact).outerjoin(Ticket.account)
    return statement


def _within(group: str, moments: Moments) -> ColumnElement[bool]:
    if group == "overdue":
        return Ticket.due_at <= moments.at
    if group == "today":
        return and_(Ticket.due_at > moments.at, Ticket.due_at < moments.day_ends)
    return Ticket.due_at >= moments.day_ends


def _filters(wanted: Wanted, scope: Scope) -> list[ColumnElement[bool]]:
    chosen: list[ColumnElement[bool]] = []
    if wanted.owner == "mine":
        chosen.append(or_(Ticket.owner_id == scope.user_id, Ticket.owner_id.is_(None)))
    elif wanted.owner == "me":
        chosen.append(Ticket.owner_id == scope.user_id)
    elif wanted.owner == "nobody":
        chosen.append(Ticket.owner_id.is_(None))
    if wanted.driver_id:
        named = exists().where(Resolution.ticket_id == Ticket.id, Resolution.driver_id == wanted.driver_id)
        chosen.append(named)
    if wanted.priority == "urgent":
        chosen.append(Ticket.priority == "urgent")
    elif wanted.priority == "normal":
        chosen.append(Ticket.priority != "urgent")
    if wanted.state:
        states = {"open": OWED, "waiting": WAITING}.get(wanted.state)
        chosen.append(Ticket.state.in_(states) if states else Ticket.state == wanted.state)
    if wanted.words:
        chosen.append(_said(wanted.words))
    return chosen


def _said(words: str) -> ColumnElement[bool]:
    """Customer, company or answer contain the words, or the words are the ticket's number."""
    number = words.removeprefix("#")
    is_number = number.isascii() and number.isdecimal() and int(number) < LARGEST_ID
    places = (Contact.name, Contact.email, Account.name, Response.comment)
    found = [place.icontains(words, autoescape=True) for place in places]
    return or_(Ticket.id == int(number) if is_number else false(), *found)
