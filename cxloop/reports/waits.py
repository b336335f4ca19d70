"""How long tickets waited (M5): to the first attempt, the first reach, the resolution that stands, and the first one.

What ends a wait without its event competes with it at its own moment: a ticket that was given up, and, for an attempt
or a reach, one that was resolved without any.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, and_, case, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from cxloop.database import UTCDateTime, company_zone
from cxloop.reports.cohorts import cohort
from cxloop.reports.metrics.survival import Outcome, Wait
from cxloop.reports.period import Period
from cxloop.reports.seconds import seconds_between
from cxloop.reports.standing import first_resolution, newest_resolution, stands
from cxloop.reports.ticket_facts import contactable
from cxloop.reports.wanted import EVERYTHING, Wanted
from cxloop.tickets.models import Resolution, Ticket

ENDED_OTHERWISE = ("unreachable", "contact_declined", "not_actionable")
WAITED_FOR = ("attempted", "reached", "resolved", "first_resolved")
SECONDS_AN_HOUR = 3600


def waits(
    session: Session, period: Period, as_of: datetime, wanted: Wanted = EVERYTHING
) -> dict[str, list[Wait]]:
    """Hours since the ticket opened, to the second; one statement.

    Who could not be contacted is in no wait for an attempt or a reach.
    """
    here = cohort(period, as_of, company_zone(session), "received", wanted)
    first, newest = first_resolution(as_of), aliased(Resolution)
    holds = stands(newest, as_of)
    solved, otherwise = newest.kind == "resolved", newest.kind.in_(ENDED_OTHERWISE)
    parts = [
        _wait(name, _by(moment, as_of), first, as_of).where(here, contactable(as_of))
        for name, moment in (("attempted", Ticket.first_attempt_at), ("reached", Ticket.first_reached_at))
    ]
    parts.append(
        _wait(
            "resolved",
            case((and_(holds, solved), newest.at)),
            case((and_(holds, otherwise), newest.at)),
            as_of,
        )
        .outerjoin(newest, newest.id == newest_resolution(as_of))
        .where(here)
    )
    parts.append(
        _wait(
            "first_resolved",
            first_resolution(as_of, "resolved"),
            first_resolution(as_of, *ENDED_OTHERWISE),
            as_of,
        ).where(here)
    )
    found: dict[str, list[Wait]] = {name: [] for name in WAITED_FOR}
    for name, seconds, outcome, count in session.execute(union_all(*map(_counted, parts))):
        found[name].append(Wait(max(0, seconds) / SECONDS_AN_HOUR, Outcome(outcome), count))
    return found


def _by(moment: Any, as_of: datetime) -> Any:
    return case((moment <= as_of, moment))


def _wait(name: str, happened: Any, otherwise: Any, as_of: datetime) -> Select[Any]:
    """Each ticket's wait; of the event and what makes it impossible, the earlier one counts."""
    came_first = and_(happened.is_not(None), otherwise.is_(None) | (happened <= otherwise))
    ended_at = case((came_first, happened), else_=func.coalesce(otherwise, literal(as_of, UTCDateTime)))
    outcome = case(
        (came_first, literal(Outcome.HAPPENED.value, String)),
        (otherwise.is_not(None), literal(Outcome.ENDED_OTHERWISE.value, String)),
        else_=literal(Outcome.OPEN.value, String),
    )
    return select(
        literal(name, String).label("name"),
        seconds_between(Ticket.opened_at, ended_at).label("seconds"),
        outcome.label("outcome"),
    ).select_from(Ticket)


def _counted(tickets: Select[Any]) -> Select[Any]:
    each = tickets.subquery()
    columns = (each.c.name, each.c.seconds, each.c.outcome)
    return select(*columns, func.count()).group_by(*columns)
