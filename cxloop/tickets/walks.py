"""Walks along the queue's indexes: one for each part of what somebody asks for, merged in the queue's order.

A part is led by one index (my own, nobody's, each team's, or the whole queue), and no ticket is in two of them. Asked
as one condition with OR in it, or by the deadline while the order is another, the engines sort whatever is open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from cxloop.database import UTCDateTime
from cxloop.people.policies import Scope
from cxloop.tickets.models import Ticket
from cxloop.tickets.standing import HEAD_START

MOST_COUNTED = 1_000
Limits = Sequence[ColumnElement[bool]]


@dataclass(frozen=True)
class Part:
    """Tickets that `condition` names, found by the index that begins with `led_by`; None: by the queue's own."""

    led_by: InstrumentedAttribute[Any] | None
    condition: ColumnElement[bool] | None


@dataclass(frozen=True)
class Span:
    """A stretch of the queue by deadlines, from `begin` on and before `end`; None: no bound."""

    begin: datetime | None = None
    end: datetime | None = None

    def limits(self) -> list[ColumnElement[bool]]:
        """Nobody stands further ahead of the deadline than the longest head start; so far ahead the walk begins."""
        found: list[ColumnElement[bool]] = [Ticket.due_at.is_not(None)]
        due_at = aside(Ticket.due_at)
        if self.begin is not None:
            found += [Ticket.queue_at >= self.begin - max(HEAD_START.values()), due_at >= self.begin]
        if self.end is not None:
            found += [Ticket.queue_at < self.end, due_at < self.end]
        return found


def aside(column: Any) -> ColumnElement[Any]:
    """The column's value, without letting an index of the column lead."""
    return func.coalesce(column, column)


def in_scope(scope: Scope) -> ColumnElement[bool] | None:
    """The condition that keeps somebody to the tickets they may see; None: all."""
    if scope.everything:
        return None
    return or_(Ticket.team_id.in_(scope.team_ids), Ticket.owner_id == scope.user_id)


def parts(scope: Scope, owner: int | None, mine_and_unowned: int | None) -> list[Part]:
    """What somebody may see of whose tickets are asked for: as `queue.Filters` says it."""
    if owner is not None:
        return [_owned(scope, owner)] if owner else [_nobodys(scope)]
    if mine_and_unowned is not None:
        return [_owned(scope, mine_and_unowned), _nobodys(scope)]
    if scope.everything:
        return [Part(None, None)]
    of_others = or_(aside(Ticket.owner_id).is_(None), aside(Ticket.owner_id) != scope.user_id)
    teams = [Part(Ticket.team_id, and_(Ticket.team_id == team, of_others)) for team in sorted(scope.team_ids)]
    return [_owned(scope, scope.user_id), *teams]


def _owned(scope: Scope, owner: int) -> Part:
    theirs = Ticket.owner_id == owner
    if scope.everything or owner == scope.user_id:
        return Part(Ticket.owner_id, theirs)
    return Part(Ticket.owner_id, and_(theirs, aside(Ticket.team_id).in_(scope.team_ids)))


def _nobodys(scope: Scope) -> Part:
    unowned = Ticket.owner_id.is_(None)
    if scope.everything:
        return Part(Ticket.owner_id, unowned)
    return Part(Ticket.owner_id, and_(unowned, aside(Ticket.team_id).in_(scope.team_ids)))


def walk(
    chosen: Select[Any], part: Part, limits: Limits, most: int, after: tuple[datetime, int] | None = None
) -> Select[Any]:
    """Number and place of the first tickets of a part; `chosen` is the select of tickets with what filters ask for."""
    order: list[Any] = [Ticket.queue_at, Ticket.id]
    if part.led_by is not None:  # said in full: PostgreSQL does not take "nobody" for one value of the order
        order.insert(0, part.led_by)
    found = cast("Select[Any]", chosen.with_only_columns(Ticket.id, Ticket.queue_at)).where(*limits)
    if part.condition is not None:
        found = found.where(part.condition)
    if after:
        place = tuple_(literal(after[0], UTCDateTime()), literal(after[1]))
        found = found.where(tuple_(Ticket.queue_at, Ticket.id) > place)
    return found.order_by(*order).limit(most)


def numbers(session: Session, walks: Sequence[Select[Any]], most: int) -> list[int]:
    """The first of all these walks together, in the queue's order."""
    each = [select(one.subquery()) for one in walks]
    merged = union_all(*each).subquery()
    ordered = select(merged.c.id).order_by(merged.c.queue_at, merged.c.id).limit(most)
    return list(session.scalars(ordered))


def count(walks: Sequence[Select[Any]]) -> ColumnElement[int]:
    """How many there are in all, each walk up to its limit: to be selected."""
    each = [select(func.count()).select_from(one.subquery()).scalar_subquery() for one in walks]
    return sum(each[1:], start=cast("ColumnElement[int]", each[0]))
