"""Which of the tickets that alerts are about are urgent now."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.alerts.folding import numbered
from cxloop.database import bulk, in_pieces
from cxloop.tickets.changes import subject
from cxloop.tickets.models import Ticket


def urgent_among(session: Session, subjects: Collection[str]) -> set[str]:
    """Those of these subjects ("ticket:7") whose ticket is urgent."""
    numbers = [numbered(one) for one in subjects if one.startswith("ticket:")]
    found: set[str] = set()
    for piece in in_pieces(numbers):
        chosen = select(Ticket.id).where(bulk.among(session, Ticket.id, piece), Ticket.priority == "urgent")
        found.update(subject(number) for number in session.scalars(chosen))
    return found
