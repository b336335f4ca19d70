"""Learn: what keeps recurring becomes an improvement that somebody owns, and a plan."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cxloop.improvements.evidence import REGISTERED, changed_after_going_live
from cxloop.improvements.models import Decision, Evidence, Improvement
from cxloop.loop.learn.deciding import refuse_unseen
from cxloop.people.models import User
from cxloop.tickets import queries, trail

CHANGEABLE = (
    "title", "problem", "hypothesis", "driver_id", "owner_id", "expected_fall",
    "baseline_from", "baseline_to", "live_on", "washout_days", "measure_on", "sponsor_id", "effort", "segment",
)  # fmt: skip


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
    refuse_unseen(improvement, seen_version)
    registered = {name: getattr(improvement, name) for name in REGISTERED}
    if too_late := changed_after_going_live(improvement.state, registered, values):
        raise AlreadyRegistered(too_late)
    for name in CHANGEABLE:
        if name in values:
            setattr(improvement, name, values[name])
    improvement.version += 1
    session.flush()
