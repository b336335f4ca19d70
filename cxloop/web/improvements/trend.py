"""How often a cause occurred, month by month, beside all other causes: what the chart shows and the table behind it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from cxloop.database import company_zone
from cxloop.improvements import queries
from cxloop.improvements.models import Improvement
from cxloop.reports import causes
from cxloop.reports.metrics.proportions import wilson
from cxloop.reports.period import midnight, months_until
from cxloop.reports.queries import monthly_tallies, surveys_by_measure

LOOK_BACK = timedelta(days=183)
FEWEST_MONTHS, MOST_MONTHS = 6, 24
TOO_FEW = 10


@dataclass(frozen=True)
class Month:
    """Tickets of the cause and of all others among the answers of a month; rates per 100 answers, None: too few."""

    first: date
    tickets: int
    others: int
    answers: int

    @property
    def rate(self) -> float | None:
        return 100 * self.tickets / self.answers if self.answers >= TOO_FEW else None

    @property
    def other_rate(self) -> float | None:
        return 100 * self.others / self.answers if self.answers >= TOO_FEW else None

    @property
    def interval(self) -> tuple[float, float] | None:
        if self.answers < TOO_FEW:
            return None
        bounds = wilson(min(self.tickets, self.answers), self.answers)
        return (100 * bounds[0], 100 * bounds[1]) if bounds else None


def trend(session: Session, improvement: Improvement, at: datetime) -> list[Month]:
    """The months worth looking at, oldest first; empty without a cause or without answers."""
    if improvement.driver_id is None:
        return []
    zone = company_zone(session)
    end = at.astimezone(zone).date() + timedelta(days=1)
    months = months_until(end, _how_many(improvement, end))
    theirs = causes.with_what_lies_below(improvement.driver_id, causes.catalogue(session))
    starts = [midnight(first, zone) for first in (*months, end)]
    tickets = queries.tickets_by_month(session, theirs, starts, at)
    tallies = monthly_tallies(session, list(surveys_by_measure(session)), months, end)
    found = [
        Month(first, own, others, sum(tally.values()))
        for first, (own, others), tally in zip(months, tickets, tallies, strict=True)
    ]
    return found if any(month.answers for month in found) else []


def _how_many(improvement: Improvement, end: date) -> int:
    about = improvement.live_on or improvement.raised_at.date()
    start = min(improvement.baseline_from or about - LOOK_BACK, about)
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    return max(FEWEST_MONTHS, min(months, MOST_MONTHS))
