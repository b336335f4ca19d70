"""What came back (M10) and whether those we called recovered (M9), read from a cohort of tickets."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from cxloop.database import company_zone
from cxloop.reports.causes import CauseName
from cxloop.reports.cohorts import cohort
from cxloop.reports.metrics.proportions import Proportion
from cxloop.reports.metrics.recovery import Followed, Recovery, net_recovery
from cxloop.reports.metrics.repeats import Pain, Solved, reopened, repeated
from cxloop.reports.period import Period
from cxloop.reports.standing import first_resolution, newest_resolution
from cxloop.reports.ticket_facts import eligible
from cxloop.reports.wanted import Wanted
from cxloop.responses.models import Response, Survey
from cxloop.tickets.models import Reopening, Resolution, Ticket, Triggering

NOT_BEFORE, NOT_AFTER = timedelta(days=14), timedelta(days=180)
LOW_TO = 6


def reopenings(session: Session, period: Period, as_of: datetime, wanted: Wanted) -> Proportion:
    """Of the cohort's tickets that were resolved: opened again within thirty days."""
    solved_at = first_resolution(as_of, "resolved")
    first = (
        select(func.min(Reopening.at))
        .where(Reopening.ticket_id == Ticket.id, Reopening.at <= as_of, Reopening.at >= solved_at)
        .scalar_subquery()
    )
    here = cohort(period, as_of, company_zone(session), "received", wanted)
    rows: Any = session.execute(select(solved_at, first).select_from(Ticket).where(here))
    return reopened([Solved(solved, again) for solved, again in rows if solved is not None], as_of)


def repeats(
    session: Session, period: Period, as_of: datetime, wanted: Wanted, names: Mapping[int, CauseName]
) -> tuple[Proportion, Proportion]:
    """Hurt again by the same cause: of people, and of companies."""
    zone = company_zone(session)
    hurt = (
        select(Ticket.contact_id)
        .where(cohort(period, as_of, zone, "received", wanted), eligible(), Ticket.contact_id.is_not(None))
        .scalar_subquery()
    )
    newest = aliased(Resolution)
    rows: Any = session.execute(
        select(Ticket.contact_id, Ticket.account_id, Response.answered_at, newest.driver_id)
        .join(Triggering, Triggering.ticket_id == Ticket.id)
        .join(Response, Response.id == Triggering.response_id)
        .outerjoin(newest, newest.id == newest_resolution(as_of))
        .where(
            Ticket.contact_id.in_(hurt), eligible(), Triggering.at <= as_of, Response.withdrawn_at.is_(None),
            Response.answered_at >= period.starts_at(zone), wanted.of_tickets(),
        )
    )  # fmt: skip
    people: list[Pain] = []
    companies: list[Pain] = []
    for contact_id, account_id, at, driver_id in rows:
        known = names.get(driver_id) if driver_id else None
        cause = str(known.counts_as) if known else None
        people.append(Pain(contact_id, at, cause))
        if account_id:
            companies.append(Pain(account_id, at, cause))
    return (
        repeated(people, _twice(session, Response.contact_id, {one.of for one in people}, as_of)),
        repeated(companies, _often(companies)),
    )


def _often(pains: Iterable[Pain]) -> frozenset[int]:
    seen: dict[int, int] = {}
    for one in pains:
        seen[one.of] = seen.get(one.of, 0) + 1
    return frozenset(of for of, count in seen.items() if count > 1)


def _twice(session: Session, key: Any, whom: set[int], as_of: datetime) -> frozenset[int]:
    found: set[int] = set()
    everybody = sorted(whom)
    for start in range(0, len(everybody), 500):
        found |= set(
            session.scalars(
                select(key)
                .where(
                    key.in_(everybody[start : start + 500]), Response.score.is_not(None),
                    Response.withdrawn_at.is_(None), Response.answered_at <= as_of,
                )
                .group_by(key)
                .having(func.count() > 1)
            )
        )  # fmt: skip
    return frozenset(found)


def recovery(session: Session, period: Period, as_of: datetime, wanted: Wanted) -> Recovery:
    """Those we spoke to, after their ticket closed, beside those nobody could reach, after their answer."""
    newest = aliased(Resolution)
    rows: Any = session.execute(
        select(
            Ticket.contact_id, Survey.is_relationship, Response.score, Ticket.answered_at, Ticket.first_reached_at,
            newest.at, newest.kind,
        )
        .join(Response, Response.id == Ticket.response_id)
        .join(Survey, Survey.id == Ticket.survey_id)
        .outerjoin(newest, newest.id == newest_resolution(as_of))
        .where(
            cohort(period, as_of, company_zone(session), "received", wanted), eligible(), Survey.metric == "nps",
            Ticket.contact_id.is_not(None), Response.score <= LOW_TO, Response.withdrawn_at.is_(None),
        )
    )  # fmt: skip
    index = []
    for contact_id, kind_of_survey, score, answered, reached, closed, kind in rows:
        if reached is not None and reached <= as_of and closed is not None:
            index.append((contact_id, kind_of_survey, score, closed, True))
        elif kind == "unreachable":
            index.append((contact_id, kind_of_survey, score, answered, False))
    later = _later(session, {one[0] for one in index}, as_of)
    return net_recovery(
        Followed(score, _first_after(later.get((who, relationship), ()), since), contacted)
        for who, relationship, score, since, contacted in index
    )


def _later(
    session: Session, whom: set[int], as_of: datetime
) -> dict[tuple[int, bool], list[tuple[datetime, int]]]:
    """All NPS answers of these people, relationship and moments apart, in time."""
    found: dict[tuple[int, bool], list[tuple[datetime, int]]] = {}
    everybody = sorted(whom)
    for start in range(0, len(everybody), 500):
        rows: Any = session.execute(
            select(Response.contact_id, Survey.is_relationship, Response.answered_at, Response.score)
            .join(Survey, Survey.id == Response.survey_id)
            .where(
                Response.contact_id.in_(everybody[start : start + 500]), Survey.metric == "nps",
                Response.score.is_not(None), Response.withdrawn_at.is_(None), Response.answered_at <= as_of,
            )
            .order_by(Response.answered_at, Response.id)
        )  # fmt: skip
        for who, relationship, at, score in rows:
            found.setdefault((who, relationship), []).append((at, score))
    return found


def _first_after(answers: Iterable[tuple[datetime, int]], since: datetime) -> int | None:
    return next((score for at, score in answers if since + NOT_BEFORE <= at <= since + NOT_AFTER), None)
