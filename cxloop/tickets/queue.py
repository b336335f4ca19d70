"""My loop and the list of tickets: keyset pages over indexes; counts are exact up to a thousand. Read only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, ColumnExpressionArgument, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from cxloop.drivers.family import family_of
from cxloop.people.policies import Scope
from cxloop.responses.models import Response
from cxloop.tickets.finding import Search
from cxloop.tickets.models import Resolution, Ticket
from cxloop.tickets.steps import PAUSED, WAITING
from cxloop.tickets.walks import MOST_COUNTED, Part, Span, count, in_scope, numbers, parts, walk

__all__ = [
    "GROUPS", "MOST_COUNTED", "Counters", "Filters", "Group", "Page", "counters", "every", "first", "group",
    "has_begun", "in_scope", "paused", "snoozed", "with_faces",
]  # fmt: skip

Group = Literal["overdue", "today", "later"]
GROUPS: tuple[Group, ...] = ("overdue", "today", "later")
PAGE = 50
NOBODY = 0
"""No user and no team has this number."""


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
    search: Search | None = None
    """What was typed into the search, as `finding.search` understood it for this reader."""


@dataclass(frozen=True)
class Counters:
    """Numbers above the queue, and of `later` below it; more than MOST_COUNTED are not counted on."""

    to_triage: int
    due_today: int
    overdue: int
    later: int
    waiting: int
    snoozed: int
    """Put off until a moment ahead; in none of the others but `waiting`."""

    def of(self, name: Group) -> int:
        return {"overdue": self.overdue, "today": self.due_today, "later": self.later}[name]


@dataclass(frozen=True)
class Page:
    """One page of tickets; `next_after` starts the next one, None at the end; `total` is counted up to one more than
    MOST_COUNTED."""

    tickets: Sequence[Ticket]
    total: int
    next_after: tuple[str, int] | None


def group(
    session: Session, name: Group, *, scope: Scope, filters: Filters, at: datetime, end_of_today: datetime,
    after: tuple[datetime, int] | None = None, most: int = PAGE, counted: Counters | None = None,
) -> Page:  # fmt: skip
    """One group of the queue in its order: urgency × time left; what was put off is in none.

    `counted`: the counters for the same scope and filters, where the caller has them.
    """
    limits = [*_span(name, at, end_of_today).limits(), Ticket.is_awake(at)]
    chosen = _filtered(session, filters)
    of = parts(scope, filters.owner, filters.mine_and_unowned)
    found = numbers(session, [walk(chosen, part, limits, most + 1, after) for part in of], most + 1)
    counted = counted or counters(session, scope=scope, filters=filters, at=at, end_of_today=end_of_today)
    tickets = _in_order(session, found[:most])
    last = tickets[-1] if len(found) > most and tickets else None
    return Page(
        tickets, counted.of(name), (last.queue_at.isoformat(), last.id) if last and last.queue_at else None
    )


def first(
    session: Session, *, scope: Scope, filters: Filters, at: datetime, but: int | None = None
) -> Ticket | None:
    """The one customer to call next, or the next after ticket `but`; not one that was put off."""
    limits = [*Span().limits(), Ticket.is_awake(at)]
    if but:
        limits.append(Ticket.id != but)
    chosen = _filtered(session, filters)
    of = parts(scope, filters.owner, filters.mine_and_unowned)
    found = numbers(session, [walk(chosen, part, limits, 1) for part in of], 1)
    return next(iter(_in_order(session, found)), None)


def counters(
    session: Session, *, scope: Scope, filters: Filters, at: datetime, end_of_today: datetime
) -> Counters:
    """How many are owed and how soon, for the same scope and filters; `later` is not above the queue."""
    chosen = _filtered(session, filters)
    awake = Ticket.is_awake(at)

    def owed(span: Span, whose: Sequence[Part]) -> ColumnElement[int]:
        limits = [*span.limits(), awake]
        return count([walk(chosen, part, limits, MOST_COUNTED + 1) for part in whose])

    of = parts(scope, filters.owner, filters.mine_and_unowned)
    nobodys = parts(scope, 0, None) if filters.owner in (None, 0) else None
    apart = _chosen(session, None, scope, filters).with_only_columns(Ticket.id)
    # a range: by one state SQLite, having met few, expects every ticket, and would read them all
    waiting = [
        apart.where(Ticket.state.between(state, state)).order_by(Ticket.state).limit(MOST_COUNTED + 1)
        for state in sorted(WAITING | PAUSED)
    ]
    put_off = apart.where(Ticket.again_at > at, Ticket.is_owed, ~Ticket.is_paused).order_by(Ticket.again_at)
    row = session.execute(
        select(
            owed(Span(), nobodys) if nobodys else literal(0),
            *(owed(_span(name, at, end_of_today), of) for name in ("today", "overdue", "later")),
            count(waiting),
            count([put_off.limit(MOST_COUNTED + 1)]),
        )
    ).one()
    return Counters(*(min(number, MOST_COUNTED + 1) for number in row))


def snoozed(session: Session, *, scope: Scope, filters: Filters, at: datetime, most: int = PAGE) -> Page:
    """What was put off, the one that is back first at the top."""
    return _put_off(
        session, and_(Ticket.is_owed, ~Ticket.is_paused, Ticket.again_at > at), scope, filters, most
    )


def paused(session: Session, *, scope: Scope, filters: Filters, most: int = PAGE) -> Page:
    """What waits for the customer or a colleague, the one that goes on first at the top."""
    return _put_off(session, Ticket.is_paused, scope, filters, most)


def _put_off(
    session: Session, condition: ColumnExpressionArgument[bool], scope: Scope, filters: Filters, most: int
) -> Page:
    chosen = _chosen(session, condition, scope, filters)
    total = _counted(session, chosen)
    page = chosen.order_by(Ticket.again_at, Ticket.id).limit(most)
    return Page(session.scalars(with_faces(page)).unique().all() if total else [], total, None)


def has_begun(session: Session) -> bool:
    """Whether any ticket was ever opened."""
    return session.scalar(select(Ticket.id).limit(1)) is not None


def every(
    session: Session, *, scope: Scope, filters: Filters, before_id: int | None = None, most: int = PAGE
) -> Page:
    """All tickets in scope, also closed ones, newest first."""
    chosen = _chosen(session, None, scope, filters).with_only_columns(Ticket.id).order_by(Ticket.id.desc())
    newest = list(session.scalars(chosen.limit(MOST_COUNTED + 1)))  # counted and shown by one reading
    found = newest[: most + 1]
    if before_id:
        found = list(session.scalars(chosen.where(Ticket.id < before_id).limit(most + 1)))
    tickets = _in_order(session, found[:most])
    return Page(tickets, len(newest), ("", tickets[-1].id) if tickets and len(found) > most else None)


def _span(name: Group, at: datetime, end_of_today: datetime) -> Span:
    if name == "overdue":
        return Span(end=at)
    return Span(at, end_of_today) if name == "today" else Span(end_of_today)


def _chosen(
    session: Session, condition: ColumnExpressionArgument[bool] | None, scope: Scope, filters: Filters
) -> Select[Any]:
    """Tickets by another order than the queue's: whose they are leads no index."""
    chosen = _filtered(session, filters)
    owner, team = func.coalesce(Ticket.owner_id, NOBODY), func.coalesce(Ticket.team_id, NOBODY)
    if condition is not None:
        chosen = chosen.where(condition)
    if not scope.everything:
        chosen = chosen.where(or_(team.in_(scope.team_ids), owner == scope.user_id))
    if filters.owner is not None:
        chosen = chosen.where(owner == filters.owner)
    elif filters.mine_and_unowned is not None:
        chosen = chosen.where(owner.in_((filters.mine_and_unowned, NOBODY)))
    return chosen


def _filtered(session: Session, filters: Filters) -> Select[Any]:
    """With what is filtered by, but whose they are."""
    chosen = select(Ticket)
    for limit in _conditions(session, filters):
        if limit is not None:
            chosen = chosen.where(limit)
    if filters.score_at_most is not None:
        chosen = chosen.join(Response, Response.id == Ticket.response_id)
    return chosen


def _conditions(session: Session, filters: Filters) -> list[ColumnElement[bool] | None]:
    return [
        Ticket.state == filters.state if filters.state else None,
        Ticket.priority == filters.priority if filters.priority else None,
        Ticket.team_id == filters.team if filters.team else None,
        Ticket.survey_id == filters.survey if filters.survey else None,
        Response.score <= filters.score_at_most if filters.score_at_most is not None else None,
        _caused_by(filters.driver) if filters.driver else None,
        filters.search.condition if filters.search else None,
    ]


def _caused_by(driver_id: int) -> ColumnElement[bool]:
    named = select(Resolution.ticket_id).where(Resolution.driver_id.in_(family_of(driver_id)))
    return Ticket.id.in_(named)


def _counted(session: Session, chosen: Select[Any]) -> int:
    return session.scalar(select(count([chosen.with_only_columns(Ticket.id).limit(MOST_COUNTED + 1)]))) or 0


def _in_order(session: Session, found: Sequence[int]) -> list[Ticket]:
    """The tickets of these numbers, in this order, with their faces."""
    if not found:
        return []
    tickets = session.scalars(with_faces(select(Ticket).where(Ticket.id.in_(found)))).unique()
    by_id = {ticket.id: ticket for ticket in tickets}
    return [by_id[number] for number in found if number in by_id]


def with_faces(chosen: Select[Any]) -> Select[Any]:
    """With what a row of the list shows, in the same statement."""
    return chosen.options(
        joinedload(Ticket.response), joinedload(Ticket.contact), joinedload(Ticket.account),
        joinedload(Ticket.survey), joinedload(Ticket.owner),
    )  # fmt: skip
