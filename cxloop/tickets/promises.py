"""The promises of one ticket row: which are missed, and what that means for its place in the queue."""

from collections.abc import Collection
from datetime import datetime

from cxloop.tickets.models import Ticket
from cxloop.tickets.standing import Standing, owed, promise_name, standing

NUMBERS = {"first_contact": 1, "resolution": 2}


def settle(ticket: Ticket, escalated: Collection[str]) -> None:
    """Set the ticket's three moments from its promises and what was escalated already."""
    now = standing(_owed(ticket), priority=ticket.priority, segment=ticket.segment, escalated=escalated)
    if now != Standing(ticket.due_at, ticket.queue_at, ticket.escalate_after):
        ticket.due_at, ticket.queue_at, ticket.escalate_after = now.due_at, now.queue_at, now.escalate_after


def missed(ticket: Ticket, at: datetime) -> frozenset[str]:
    """Names of the promises of this segment that are past their moment and still owed."""
    return frozenset(
        promise_name(name, ticket.segment) for name, moment in _owed(ticket).items() if moment < at
    )


def moment(ticket: Ticket, name: str) -> datetime:
    """When the named promise was due."""
    return ticket.first_contact_due_at if name.startswith("first_contact") else ticket.resolution_due_at


def number(name: str) -> int:
    """A number for each promise of each segment, so that its alert is queued once."""
    promise, _, segment = name.partition(":")
    return int(segment) * 10 + NUMBERS[promise]


def _owed(ticket: Ticket) -> dict[str, datetime]:
    return owed(ticket.state, ticket.first_contact_due_at, ticket.resolution_due_at, ticket.first_reached_at)
