"""Report 4: what is open now, by state and age, and the oldest."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from cxloop.database import company_zone
from cxloop.people.models import Team
from cxloop.reports.cohorts import Customers, customers
from cxloop.reports.metrics.figure import Definition
from cxloop.reports.metrics.proportions import Proportion, proportion
from cxloop.reports.period import Period, this_month
from cxloop.reports.wanted import Wanted
from cxloop.tickets.models import Ticket

AGEING = Definition("ageing")
OLDER_THAN = (3, 8, 15, 31)
"""Days at which the next column begins."""
OLDEST = 20
PAUSED = ("waiting_customer", "waiting_internal")


@dataclass(frozen=True)
class OldOne:
    id: int
    team_id: int
    owner_id: int | None
    team: str
    state: str
    opened_at: datetime
    due_at: datetime | None


@dataclass(frozen=True)
class Ageing:
    """`by_state` counts by age, youngest first; `late` and `snoozed` are shares of what is open."""

    now: Customers
    by_state: dict[str, tuple[int, ...]]
    open: int
    late: Proportion
    snoozed: Proportion
    waiting: Proportion
    """Paused on the record: for the customer, or for a colleague."""
    oldest: tuple[OldOne, ...]


def ageing(session: Session, _period: Period, as_of: datetime, wanted: Wanted) -> Ageing:
    here = (Ticket.is_open, wanted.of_tickets())
    age = case(
        *((Ticket.opened_at > as_of - timedelta(days=days), place) for place, days in enumerate(OLDER_THAN)),
        else_=len(OLDER_THAN),
    ).label("age")
    late = case((Ticket.due_at <= as_of, 1), else_=0).label("late")
    put_off = case((Ticket.again_at > as_of, 1), else_=0).label("put_off")
    each = select(Ticket.state, age, late, put_off).where(*here).subquery()
    rows: Any = session.execute(select(*each.c, func.count()).group_by(*each.c))
    by_state: dict[str, list[int]] = {}
    total = is_late = is_put_off = 0
    for state, place, late_, off, count in rows:
        by_state.setdefault(state, [0] * (len(OLDER_THAN) + 1))[place] += count
        total, is_late, is_put_off = total + count, is_late + count * late_, is_put_off + count * off
    oldest: Any = session.execute(
        select(
            Ticket.id,
            Ticket.team_id,
            Ticket.owner_id,
            Team.name,
            Ticket.state,
            Ticket.opened_at,
            Ticket.due_at,
        )
        .join(Team, Team.id == Ticket.team_id)
        .where(*here)
        .order_by(Ticket.opened_at, Ticket.id)
        .limit(OLDEST)
    )
    month = this_month(as_of, company_zone(session))
    return Ageing(
        customers(session, month, as_of, wanted), {state: tuple(counts) for state, counts in by_state.items()},
        total, proportion(AGEING, is_late, total), proportion(AGEING, is_put_off, total),
        proportion(AGEING, sum(sum(by_state.get(state, ())) for state in PAUSED), total),
        tuple(OldOne(*row) for row in oldest),
    )  # fmt: skip
