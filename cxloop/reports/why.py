"""Report 5: why customers were unhappy, by tickets, by how urgent, by the revenue behind them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.accounts.models import Account
from cxloop.reports import queries
from cxloop.reports.causes import CauseName, catalogue
from cxloop.reports.executive import causes_of
from cxloop.reports.metrics.pareto import Pareto
from cxloop.reports.period import Period
from cxloop.reports.ticket_facts import TicketGroup, ticket_facts
from cxloop.reports.wanted import Wanted
from cxloop.tickets.models import Ticket


@dataclass(frozen=True)
class Weight:
    """Behind a cause: urgent tickets, companies, and their yearly revenue (each company once)."""

    urgent: int = 0
    companies: int = 0
    revenue: int = 0


@dataclass(frozen=True)
class Why:
    """`causes` as of M11, by the day answered; `weights` by the same names. Rates need answers: with a tier, none."""

    causes: Pareto
    weights: dict[str, Weight]
    answers: int
    has_rates: bool
    names: dict[int, CauseName]

    def cause_name(self, name: str, language: str) -> str:
        found = self.names.get(int(name))
        return found.path(language) if found else f"#{name}"


def why(session: Session, period: Period, as_of: datetime, wanted: Wanted) -> Why:
    names = catalogue(session)
    facts = ticket_facts(
        session, period, as_of, "answered", Ticket.priority, Ticket.account_id, wanted=wanted
    ).subquery()
    alike = (facts.c.closed, facts.c.driver_id, facts.c.priority, facts.c.account_id)
    rows: Any = session.execute(select(*alike, func.count()).group_by(*alike)).all()
    answers = sum(
        sum(tally.values()) for (_s, now), tally in queries.tallies(session, period, wanted).items() if now
    )
    groups = [_group(bool(closed), driver, count) for closed, driver, _priority, _account, count in rows]
    return Why(
        causes_of(groups, answers, names), _weights(session, rows, names), answers, wanted.tier is None, names
    )


def _group(closed: bool, driver_id: int | None, count: int) -> TicketGroup:
    """All that M11 looks at."""
    off: dict[str, Any] = dict.fromkeys(TicketGroup.__dataclass_fields__, False)
    return TicketGroup(**off | {"closed": closed, "driver_id": driver_id, "answer": "", "count": count})


def _weights(session: Session, rows: Any, names: dict[int, CauseName]) -> dict[str, Weight]:
    known: Any = session.execute(
        select(Account.id, Account.yearly_value).where(Account.yearly_value.is_not(None))
    )
    worth: dict[int, int] = {row[0]: row[1] for row in known}
    urgent: dict[str, int] = {}
    companies: dict[str, set[int]] = {}
    for closed, driver_id, priority, account_id, count in rows:
        if not closed or driver_id is None:
            continue
        cause = str(names[driver_id].counts_as)
        urgent[cause] = urgent.get(cause, 0) + count * (priority == "urgent")
        if account_id is not None:
            companies.setdefault(cause, set()).add(account_id)
    return {
        cause: Weight(
            count, len(companies.get(cause, ())), sum(worth.get(one, 0) for one in companies.get(cause, ()))
        )
        for cause, count in urgent.items()
    }
