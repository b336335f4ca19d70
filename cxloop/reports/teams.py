"""Report 9: what teams do, beside what chance does to so few cases. No ranks, no scores."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.database import company_zone
from cxloop.improvements.models import Improvement
from cxloop.people.models import Membership, Team, User
from cxloop.reports.metrics.fairness import Funnel, funnel
from cxloop.reports.period import Period
from cxloop.reports.ticket_facts import ticket_facts
from cxloop.reports.wanted import Wanted, opened_team

BEHAVIOURS = ("contacted", "coded", "told")


@dataclass(frozen=True)
class Teams:
    """A funnel for each behaviour; `raised` is how many improvements the people of a team raised in these days."""

    funnels: dict[str, Funnel]
    raised: dict[str, int]


def teams(session: Session, period: Period, as_of: datetime, wanted: Wanted) -> Teams:
    """By the moment received; a ticket counts for the team it was opened for."""
    facts = ticket_facts(
        session, period, as_of, "received", opened_team().label("team"), wanted=wanted
    ).subquery()
    c = facts.c
    alike = (c.team, c.contactable, c.promise_is_due, c.reached_in_time, c.closed, c.cause, c.told)
    rows: Any = session.execute(select(*alike, func.count()).group_by(*alike)).all()
    counted: dict[str, dict[int, list[int]]] = {name: {} for name in BEHAVIOURS}

    def add(name: str, team: int, k: bool, n: bool, count: int) -> None:
        both = counted[name].setdefault(team, [0, 0])
        both[0] += count * (k and n)
        both[1] += count * n

    for team, contactable, due, reached, closed, cause, told, count in rows:
        add("contacted", team, bool(reached), bool(contactable and due), count)
        add("coded", team, bool(cause), bool(closed), count)
        add("told", team, bool(told), bool(closed and contactable), count)
    named = {
        id_: name
        for id_, name in session.execute(select(Team.id, Team.name).order_by(Team.name))
        if any(id_ in one for one in counted.values())
    }
    return Teams(
        {
            name: funnel({named[id_]: (both[id_][0], both[id_][1]) for id_ in named if id_ in both})
            for name, both in counted.items()
        },
        _raised(session, period, named),
    )


def _raised(session: Session, period: Period, named: dict[int, str]) -> dict[str, int]:
    zone = company_zone(session)
    rows: Any = session.execute(
        select(Membership.team_id, func.count())
        .join(User, User.id == Membership.user_id)
        .join(Improvement, Improvement.raised_by_id == User.id)
        .where(Improvement.raised_at >= period.starts_at(zone), Improvement.raised_at < period.ends_at(zone))
        .group_by(Membership.team_id)
    )
    found: dict[int, int] = {row[0]: row[1] for row in rows}
    return {name: found.get(id_, 0) for id_, name in named.items()}
