"""Many tickets given in one act: each by the same step, every new owner told once, all of it to be undone together."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cxloop.loop.act.act import assign
from cxloop.people.models import User
from cxloop.people.policies import may_work_on
from cxloop.tickets import handing_over, queries
from cxloop.tickets.models import Assignment, Ticket
from cxloop.tickets.steps import StepRefused

MOST = 200
"""So many tickets are given at once."""


@dataclass(frozen=True)
class Handed:
    """What became of a hand-over: the records it may be undone by, and how many tickets stayed as they were."""

    records: Sequence[int]
    stayed: int


def give_many(
    session: Session, wanted: Mapping[int, int | None], *, by: User, at: datetime, via: str, note: str = "",
    only_of: int | None = None,
) -> Handed:  # fmt: skip
    """Give each ticket to whom it was decided; None is the team's queue.

    What is closed, out of `by`'s sight, theirs already, or no more on the desk of `only_of` where that is said, stays
    as it is and is counted.
    """
    given: dict[int | None, list[int]] = {}
    for ticket_id, owner_id in sorted(wanted.items())[:MOST]:
        ticket = session.get(Ticket, ticket_id)
        if ticket is None or not may_work_on(by, ticket.team_id, ticket.owner_id):
            continue
        queries.locked(session, ticket_id)
        if ticket.owner_id == owner_id or only_of not in (None, ticket.owner_id):
            continue
        with suppress(StepRefused):
            assign(session, ticket_id, owner_id=owner_id, by=by, at=at, via=via, note=note, tell=False)
            given.setdefault(owner_id, []).append(ticket_id)
    for owner_id, ticket_ids in given.items():
        if owner_id is not None:
            handing_over.tell_new_owner(session, ticket_ids, owner_id=owner_id, by_id=by.id, at=at)
    moved = [ticket_id for ticket_ids in given.values() for ticket_id in ticket_ids]
    newest = (
        select(func.max(Assignment.id)).where(Assignment.ticket_id.in_(moved)).group_by(Assignment.ticket_id)
    )
    return Handed(sorted(session.scalars(newest)), len(wanted) - len(moved))
