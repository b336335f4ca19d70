"""A cause that leaves its control limits, and only then, becomes a proposal by itself, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.alerts import outbox
from cxloop.alerts.wording import NOTICED
from cxloop.drivers.family import merged_into
from cxloop.drivers.models import Driver
from cxloop.improvements.models import Decision, Evidence, Improvement
from cxloop.improvements.signals import Signal, signal
from cxloop.language import words
from cxloop.people.company import company_language
from cxloop.people.models import Role, User
from cxloop.reports.weekly import Weeks, tickets_of_week, weekly
from cxloop.tickets import trail
from cxloop.tickets.models import Ticket

ONCE_WITHIN = timedelta(days=182)
"""Who said no to one is not asked again about the same cause before."""
MOST_LINKED = 25


@dataclass(frozen=True)
class Noticed:
    """A cause and the week in which it left its limits."""

    driver_id: int
    signal: Signal


def out_of_limits(session: Session, at: datetime) -> list[Noticed]:
    """Causes whose tickets per 100 answers were above their upper limit in one of the last complete weeks."""
    return noticed_in(weekly(session, at))


def noticed_in(weeks: Weeks) -> list[Noticed]:
    """The same, of weeks that were read already; what stands out most first."""
    found = [
        Noticed(driver_id, seen)
        for driver_id, counts in weeks.by_cause.items()
        if (seen := signal(counts, weeks.answers, weeks.starts))
    ]
    return sorted(found, key=lambda one: (-one.signal.tickets, one.driver_id))


def notice_next(session: Session, *, at: datetime, language: str) -> int:
    """Propose an improvement for each cause out of its limits that nobody works on; returns how many."""
    fresh = [one for one in out_of_limits(session, at) if not _is_known(session, one.driver_id, at)]
    for one in fresh:
        _propose(session, one, at, company_language(session, language))
    return len(fresh)


def _is_known(session: Session, driver_id: int, at: datetime) -> bool:
    """Somebody has it in hand, or was asked not long ago."""
    chosen = select(Improvement.state, Improvement.raised_at).where(
        Improvement.driver_id.in_(merged_into(driver_id))
    )
    return any(
        state != "archived" or raised_at > at - ONCE_WITHIN for state, raised_at in session.execute(chosen)
    )


def _propose(session: Session, one: Noticed, at: datetime, language: str) -> None:
    driver = session.scalars(
        select(Driver).where(Driver.id == one.driver_id).with_for_update(of=Driver)
    ).one()
    if _is_known(session, one.driver_id, at):
        return  # another clock was here
    say, seen = words(language).gettext, one.signal
    improvement = Improvement(
        title=say("Fewer customers with: %(cause)s") % {"cause": driver.name(language)},
        problem=say("This cause left its usual range: look at what customers say, and at what changed."),
        driver_id=driver.id, raised_at=at, state="proposed",
        noticed={"week": seen.week.isoformat(), "tickets": seen.tickets, "rate": seen.rate, "limit": seen.limit},
    )  # fmt: skip
    session.add(improvement)
    session.flush()
    session.add(Decision(improvement_id=improvement.id, at=at, state="proposed"))
    for ticket in _tickets_of(session, driver.id, seen.week, at):
        session.add(Evidence(improvement_id=improvement.id, ticket_id=ticket.id, at=at))
        trail.write(
            session, ticket, "elevated", at=at, actor_id=None, via="clock", improvement=improvement.id
        )
    session.flush()
    for user_id in _who_decides(session):
        outbox.enqueue(
            session, kind=NOTICED, subject=f"improvement:{improvement.id}", step=user_id, via="slack",
            recipient=f"user:{user_id}", at=at,
        )  # fmt: skip


def _tickets_of(session: Session, driver_id: int, week: date, at: datetime) -> Sequence[Ticket]:
    """The tickets of that week that name the cause, newest first."""
    return tickets_of_week(session, driver_id, week, at)[:MOST_LINKED]


def _who_decides(session: Session) -> Sequence[int]:
    chosen = select(User.id).where(User.is_active, User.role == Role.MANAGER).order_by(User.id)
    return session.scalars(chosen.limit(5)).all()
