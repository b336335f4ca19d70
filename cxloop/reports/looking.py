"""What people look at, by role and month: told by the page once it is shown, never written by reading it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cxloop.database import company_zone, is_postgresql
from cxloop.reports.metrics.fairness import LOOKED_AT, number_watching
from cxloop.reports.metrics.proportions import Proportion
from cxloop.reports.models import PageViews

MONTHS_SHOWN = 6


@dataclass(frozen=True)
class Watching:
    """Of what the people of a role looked at in a month, how much was the score."""

    month: date
    role: str
    figure: Proportion


def looked(session: Session, kind: str, role: str, at: datetime) -> None:
    """Count one look at a page of this kind.

    Raises:
        ValueError: no such kind.
    """
    if kind not in LOOKED_AT:
        raise ValueError(kind)
    table = cast("Table", PageViews.__table__)
    month = at.astimezone(company_zone(session)).date().replace(day=1)
    insert = (postgresql.insert if is_postgresql(session) else sqlite.insert)(table)
    statement = insert.values(month=month, role=role, kind=kind, views=1).on_conflict_do_update(
        index_elements=["month", "role", "kind"], set_={"views": table.c.views + 1}
    )
    session.execute(statement)


def views_by_role(session: Session, as_of: datetime) -> tuple[Watching, ...]:
    """The last six months, newest first."""
    today = as_of.astimezone(company_zone(session)).date()
    index = today.year * 12 + today.month - MONTHS_SHOWN
    first = date(index // 12, index % 12 + 1, 1)
    rows: Any = session.execute(
        select(PageViews.month, PageViews.role, PageViews.kind, PageViews.views).where(
            PageViews.month >= first, PageViews.month <= today
        )
    )
    found: dict[tuple[date, str], dict[str, int]] = {}
    for month, role, kind, views in rows:
        found.setdefault((month, role), {})[kind] = views
    ordered = sorted(found.items(), key=lambda one: (-one[0][0].toordinal(), one[0][1]))
    return tuple(Watching(month, role, number_watching(views)) for (month, role), views in ordered)
