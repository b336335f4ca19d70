"""My loop and the list of tickets: keyset pages over indexes, with exact counts. Read only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, ColumnExpressionArgument, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from cxloop.accounts.models import Account, Contact
from cxloop.drivers.family import family_of
from cxloop.people.policies import Scope
from cxloop.responses.models import Response
from cxloop.tickets.finding import mentions
from cxloop.tickets.models import Resolution, Ticket

Group = Literal["overdue", "today", "later"]
GROUPS: tuple[Group, ...] = ("overdue", "today", "later")
PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What the address of the page asks for; empty values ask for nothing.

    `owner` is a user id, or 0 for tickets nobody owns; `score_at_most` is on the survey's own scale.
    """

    owner: int | None = None
    mine_and_unowned: int | None = None
    state: str = ""
    priority: str = ""
    team: int | None = None
    survey: int | None = None
    score_at_most: int | None = None
    driver: int | None = None
    """The cause a resolution named, or one above it."""
    words: str = ""


@dataclass(frozen=True)
class Counters:
    """Exact numbers above the queue."""

    to_triage: int
    due_today: int
    overdue: int
    later: int
    waiting: int
    snoozed: int
    """Put off until a moment ahead; in none of the others but `waiting`."""


@dataclass(frozen=True)
class Page:
    """One page of tickets; `next_after` starts the next one, None at the end; `total` is exact."""

    tickets: Sequence[Ticket]
    total: int
    next_after: tuple[str, int] | None


def group(
    session: Session, name: Group, *, scope: Scope, filters: Filters, at: datetime, end_of_today: datetime,
    after: tuple[datetime, int] | None = None, most: int = PAGE,
) -> Page:  # fmt: skip
    """One group of the queue in its order: urgency × time left; what was put off is in none."""
    when = _when(name, at, end_of_today)
    chosen = _chosen(session, and_(Ticket.is_owed, Ticket.is_awake(at), when), scope, filters)
    total = session.scalar(_counting(chosen)) or 0
    page = chosen.order_by(Ticket.queue_at, Ticket.id).limit(most + 1)
    if after:
        page = page.where(
            or_(Ticket.queue_at > after[0], and_(Ticket.queue_at == after[0], Ticket.id > after[1]))
        )
    tickets = session.scalars(with_faces(page)).unique().all()
    more = len(tickets) > most
    last = tickets[most - 1] if more else None
    return Page(
        tickets[:most], total, (last.queue_at.isoformat(), last.id) if last and last.queue_at else None
    )


def first(
    session: Session, *, scope: Scope, filters: Filters, at: datetime, but: int | None = None
) -> Ticket | None:
    """The one customer to call next, or the next after ticket `but`; not one that was put off."""
    awake = and_(Ticket.is_owed, Ticket.is_awake(at))
    others = and_(awake, Ticket.id != but) if but else awake
    chosen = _chosen(session, others, scope, filters).order_by(Ticket.queue_at, Ticket.id).limit(1)
    return session.scalars(with_faces(chosen)).unique().first()


def counters(
    session: Session, *, scope: Scope, filters: Filters, at: datetime, end_of_today: datetime
) -> Counters:
    """How many are owed and how soon, for the same scope and filters; `later` is not above the queue."""
    awake = Ticket.is_awake(at)
    counted = _chosen(session, Ticket.is_owed, scope, filters).with_only_columns(
        func.count(case((and_(awake, Ticket.owner_id.is_(None)), 1))),
        func.count(case((and_(awake, Ticket.due_at >= at, Ticket.due_at < end_of_today), 1))),
        func.count(case((and_(awake, Ticket.due_at < at), 1))),
        func.count(case((and_(awake, Ticket.due_at >= end_of_today), 1))),
        func.count(case((Ticket.again_at > at, 1))),
    )
    triage, today, overdue, later, snoozed = session.execute(counted.order_by(None)).one()
    waiting = session.scalar(_counting(_chosen(session, Ticket.is_waiting, scope, filters))) or 0
    return Counters(triage, today, overdue, later, waiting, snoozed)


def snoozed(session: Session, *, scope: Scope, filters: Filters, at: datetime, most: int = PAGE) -> Page:
    """What was put off, the one that is back first at the top."""
    chosen = _chosen(session, and_(Ticket.is_owed, Ticket.again_at > at), scope, filters)
    total = session.scalar(_counting(chosen)) or 0
    page = chosen.order_by(Ticket.again_at, Ticket.id).limit(most)
    return Page(session.scalars(with_faces(page)).unique().all(), total, None)


def has_begun(session: Session) -> bool:
    """Whether any ticket was ever opened."""
    return session.scalar(select(Ticket.id).limit(1)) is not None


def every(
    session: Session, *, scope: Scope, filters: Filters, before_id: int | None = None, most: int = PAGE
) -> Page:
    """All tickets in scope, also closed ones, newest first."""
    chosen = _chosen(session, None, scope, filters)
    total = session.scalar(_counting(chosen)) or 0
    page = chosen.order_by(Ticket.id.desc()).limit(most + 1)
    if before_id:
        page = page.where(Ticket.id < before_id)
    tickets = session.scalars(with_faces(page)).unique().all()
    more = len(tickets) > most
    return Page(tickets[:most], total, ("", tickets[most - 1].id) if more else None)


def in_scope(scope: Scope) -> ColumnElement[bool] | None:
    """The condition that keeps somebody to the tickets they may see; None: all."""
    if scope.everything:
        return None
    return or_(Ticket.team_id.in_(scope.team_ids), Ticket.owner_id == scope.user_id)


def _when(name: Group, at: datetime, end_of_today: datetime) -> ColumnElement[bool]:
    if name == "overdue":
        return Ticket.due_at < at
    if name == "today":
        return and_(Ticket.due_at >= at, Ticket.due_at < end_of_today)
    return Ticket.due_at >= end_of_today


def _chosen(
    session: Session, condition: ColumnExpressionArgument[bool] | None, scope: Scope, filters: Filters
) -> Select[Any]:
    chosen = select(Ticket)
    limits: list[ColumnExpressionArgument[bool] | None] = [
        condition,
        in_scope(scope),
        *_conditions(session, filters),
    ]
    for limit in limits:
        if limit is not None:
            chosen = chosen.where(limit)
    if filters.score_at_most is not None or filters.words:
        chosen = chosen.join(Response, Response.id == Ticket.response_id)
    if filters.words:
        chosen = chosen.outerjoin(Contact, Contact.id == Ticket.contact_id)
        chosen = chosen.outerjoin(Account, Account.id == Ticket.account_id)
    return chosen


def _conditions(session: Session, filters: Filters) -> list[ColumnElement[bool] | None]:
    return [
        None if filters.owner is None else Ticket.owner_id == (filters.owner or None),
        None if filters.mine_and_unowned is None
        else or_(Ticket.owner_id == filters.mine_and_unowned, Ticket.owner_id.is_(None)),
        Ticket.state == filters.state if filters.state else None,
        Ticket.priority == filters.priority if filters.priority else None,
        Ticket.team_id == filters.team if filters.team else None,
        Ticket.survey_id == filters.survey if filters.survey else None,
        Response.score <= filters.score_at_most if filters.score_at_most is not None else None,
        _caused_by(filters.driver) if filters.driver else None,
        mentions(session, filters.words) if filters.words else None,
    ]  # fmt: skip


def _caused_by(driver_id: int) -> ColumnElement[bool]:
    named = select(Resolution.ticket_id).where(Resolution.driver_id.in_(family_of(driver_id)))
    return Ticket.id.in_(named)


def _counting(chosen: Select[Any]) -> Select[Any]:
    return chosen.with_only_columns(func.count(Ticket.id)).order_by(None)


def with_faces(chosen: Select[Any]) -> Select[Any]:
    """With what a row of the list shows, in the same statement."""
    return chosen.options(
        joinedload(Ticket.response), joinedload(Ticket.contact), joinedload(Ticket.account),
        joinedload(Ticket.survey), joinedload(Ticket.owner),
    )  # fmt: skip
