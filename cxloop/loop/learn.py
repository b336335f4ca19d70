"""Learn: what keeps recurring becomes an improvement that somebody owns, and its effect is measured."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from cxloop.improvements.models import STATES, Decision, Evidence, Improvement
from cxloop.people.models import User
from cxloop.tickets import queries, trail

CHANGEABLE = (
    "title", "problem", "hypothesis", "driver_id", "owner_id", "expected_fall",
    "baseline_from", "baseline_to", "live_on", "washout_days", "measure_on",
)  # fmt: skip


class ImprovementChanged(Exception):
    """Somebody else changed it since the page was opened."""


def raise_improvement(
    session: Session, *, title: str, problem: str, by: User, at: datetime, driver_id: int | None = None,
    ticket_ids: Iterable[int] = (),
) -> Improvement:  # fmt: skip
    """Propose a change for everybody, with the tickets that show why, linked both ways."""
    improvement = Improvement(
        title=title.strip(), problem=problem.strip(), driver_id=driver_id, owner_id=by.id, raised_by_id=by.id,
        raised_at=at, state="proposed",
    )  # fmt: skip
    session.add(improvement)
    session.flush()
    session.add(Decision(improvement_id=improvement.id, by_id=by.id, at=at, state="proposed"))
    for ticket_id in ticket_ids:
        link(session, improvement, ticket_id, by=by, at=at)
    return improvement


def link(session: Session, improvement: Improvement, ticket_id: int, *, by: User, at: datetime, via: str = "web") -> None:
    """Add a ticket to the evidence; adding it again changes nothing."""
    if session.get(Evidence, (improvement.id, ticket_id)):
        return
    ticket = queries.locked(session, ticket_id)
    session.add(Evidence(improvement_id=improvement.id, ticket_id=ticket_id, by_id=by.id, at=at))
    trail.write(session, ticket, "elevated", at=at, actor_id=by.id, via=via, improvement=improvement.id)


def change(session: Session, improvement: Improvement, *, seen_version: int, **values: Any) -> None:
    """Change what the improvement says.

    Raises:
        ImprovementChanged: it has a newer version than the one the person saw.
    """
    if improvement.version != seen_version:
        raise ImprovementChanged
    for name in CHANGEABLE:
        if name in values:
            setattr(improvement, name, values[name])
    improvement.version += 1
    session.flush()


def decide(
    session: Session, improvement: Improvement, *, state: str, reason: str, by: User, at: datetime,
    live_on: date | None = None,
) -> Decision:  # fmt: skip
    """Move it on, with the reason; going live sets the date unless one was set.

    Raises:
        ValueError: the state is not one of an improvement's.
    """
    if state not in STATES:
        raise ValueError(f"{state!r} is not a state of an improvement")
    improvement.state = state
    if state == "live":
        improvement.live_on = live_on or improvement.live_on or at.date()
    improvement.version += 1
    decision = Decision(improvement_id=improvement.id, by_id=by.id, at=at, state=state, reason=reason.strip() or None)
    session.add(decision)
    session.flush()
    return decision
