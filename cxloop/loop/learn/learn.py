"""Learn: what keeps recurring becomes an improvement that somebody owns, and its effect is measured."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from cxloop.database import company_zone, local_day_of
from cxloop.improvements.evidence import REGISTERED, changed_after_going_live
from cxloop.improvements.models import STATES, Decision, Evidence, Improvement, Measurement
from cxloop.people.models import User
from cxloop.reports.effects import measured_effect
from cxloop.tickets import queries, trail

CHANGEABLE = (
    "title", "problem", "hypothesis", "driver_id", "owner_id", "expected_fall",
    "baseline_from", "baseline_to", "live_on", "washout_days", "measure_on",
)  # fmt: skip


class ImprovementChanged(Exception):
    """Somebody else changed it since the page was opened."""


class AlreadyRegistered(Exception):
    """It is live: what its effect will be judged by was written down before. `fields` names what may not change."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__("the expectation was registered before it went live: " + ", ".join(fields))
        self.fields = fields


def raise_improvement(
    session: Session, *, title: str, problem: str, by: User, at: datetime, driver_id: int | None = None,
    ticket_ids: Iterable[int] = (), hypothesis: str | None = None, expected_fall: float | None = None, via: str = "web",
) -> Improvement:  # fmt: skip
    """Propose a change for everybody, with the tickets that show why, linked both ways.

    `expected_fall` is in tickets of the cause per 100 answers.
    """
    improvement = Improvement(
        title=title.strip(), problem=problem.strip(), driver_id=driver_id, owner_id=by.id, raised_by_id=by.id,
        raised_at=at, state="proposed", hypothesis=(hypothesis or "").strip() or None, expected_fall=expected_fall,
    )  # fmt: skip
    session.add(improvement)
    session.flush()
    session.add(Decision(improvement_id=improvement.id, by_id=by.id, at=at, state="proposed"))
    for ticket_id in ticket_ids:
        link(session, improvement, ticket_id, by=by, at=at, via=via)
    return improvement


def link(
    session: Session, improvement: Improvement, ticket_id: int, *, by: User, at: datetime, via: str = "web"
) -> bool:
    """Add a ticket to the evidence; False: it was there already.

    Raises:
        NoSuchTicket
    """
    ticket = queries.locked(session, ticket_id)  # before looking: two who link it at once make one row
    if session.get(Evidence, (improvement.id, ticket_id), populate_existing=True):
        return False
    session.add(Evidence(improvement_id=improvement.id, ticket_id=ticket_id, by_id=by.id, at=at))
    trail.write(session, ticket, "elevated", at=at, actor_id=by.id, via=via, improvement=improvement.id)
    return True


def change(session: Session, improvement: Improvement, *, seen_version: int, **values: Any) -> None:
    """Change what the improvement says.

    Raises:
        ImprovementChanged: it has a newer version than the one the person saw.
        AlreadyRegistered: it is live, and this would change what its effect is judged by.
    """
    _refuse_unseen(improvement, seen_version)
    registered = {name: getattr(improvement, name) for name in REGISTERED}
    if too_late := changed_after_going_live(improvement.state, registered, values):
        raise AlreadyRegistered(too_late)
    for name in CHANGEABLE:
        if name in values:
            setattr(improvement, name, values[name])
    improvement.version += 1
    session.flush()


def decide(
    session: Session, improvement: Improvement, *, state: str, reason: str, by: User | None, at: datetime,
    live_on: date | None = None, seen_version: int | None = None,
) -> Decision:  # fmt: skip
    """Move it on, with the reason; going live sets the date unless one was set.

    Raises:
        ValueError: the state is not one of an improvement's.
        ImprovementChanged: it has a newer version than the one the person saw.
    """
    _refuse_unseen(improvement, seen_version)
    if state not in STATES:
        raise ValueError(f"{state!r} is not a state of an improvement")
    improvement.state = state
    if state == "live":
        improvement.live_on = live_on or improvement.live_on or local_day_of(at, company_zone(session))
    improvement.version += 1
    by_id = by.id if by else None
    decision = Decision(
        improvement_id=improvement.id, by_id=by_id, at=at, state=state, reason=reason.strip() or None
    )
    session.add(decision)
    session.flush()
    return decision


def measure(
    session: Session, improvement: Improvement, at: datetime, *, by: User | None = None
) -> Measurement:
    """Freeze the effect as it shows now, with the counts it rests on (M12); measuring again adds another.

    It counts as measured from its measure date on, and no earlier than thirty days after the time after it has ended;
    looking earlier leaves it `measuring` with the verdict *not yet*, for an early look that pleases is no proof.

    Raises:
        ValueError: it has no cause, no baseline or is not live, so there is nothing to measure.
    """
    effect, figures = measured_effect(session, improvement, at)
    found = Measurement(improvement_id=improvement.id, at=at, verdict=effect.verdict.value, figures=figures)
    session.add(found)
    today = local_day_of(at, company_zone(session))
    is_due = improvement.measure_on is None or improvement.measure_on <= today
    is_over = date.fromisoformat(figures["judged_on"]) <= today
    state = "measured" if is_due and is_over else "measuring"
    if improvement.state in ("live", "measuring") and improvement.state != state:
        decide(session, improvement, state=state, reason="", by=by, at=at)
    session.flush()
    return found


def _refuse_unseen(improvement: Improvement, seen_version: int | None) -> None:
    if seen_version is not None and improvement.version != seen_version:
        raise ImprovementChanged
