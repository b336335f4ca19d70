"""An answer that needs nobody, of a customer with an open ticket: it closes nothing, and nothing passes it by."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from cxloop.tickets import queries
from cxloop.tickets.changes import Change, changed_together
from cxloop.tickets.going_on import end_wait


class Content(NamedTuple):
    """A stored answer that no rule names."""

    response_id: int
    contact_id: int
    score: int
    answered_at: datetime


def tell_open_tickets(session: Session, answers: Sequence[Content], *, at: datetime, via: str) -> None:
    """An event on each open ticket of the customer that is older than the answer; what waited for them goes on."""
    theirs = (
        queries.open_tickets_of(session, {one.contact_id for one in answers}, lock=True) if answers else {}
    )
    changes = list[Change]()
    for one in sorted(answers, key=lambda one: (one.answered_at, one.response_id)):
        for ticket in theirs.get(one.contact_id, ()):
            if one.answered_at > ticket.answered_at:
                end_wait(session, ticket, "customer", at=at, actor_id=None, via=via)
                changes.append((ticket, "answered_better", {"response": one.response_id, "score": one.score}))
    if changes:
        changed_together(session, changes, at=at, via=via)
