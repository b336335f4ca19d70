"""The promises of one ticket row: how they are made, which are missed, and what that means for its place."""

from collections.abc import Collection
from datetime import datetime

from cxloop.tickets.deadlines import Deadlines
from cxloop.tickets.models import Ticket
from cxloop.tickets.standing import Standing, owed, promise_name, standing

NUMBERS = {"first_contact": 1, "resolution": 2}
AGAIN = 100_000
"""Apart from the numbers of ten thousand segments."""


def settle(ticket: Ticket, escalated: Collection[str]) -> None:
    """Set the ticket's three moments from its promises and what was escalated already."""
    now = standing(
        still_owed(ticket), priority=ticket.priority, segment=ticket.segment, escalated=escalated,
        promised=ticket.promised,
    )  # fmt: skip
    if now != Standing(ticket.due_at, ticket.queue_at, ticket.escalate_after):
        ticket.due_at, ticket.queue_at, ticket.escalate_after = now.due_at, now.queue_at, now.escalate_after
    if now.due_at is None:
        ticket.look_after = None  # nobody has to be warned or called where nothing is owed


def contacted(ticket: Ticket, at: datetime, *, reached: bool, segment: int) -> None:
    """Somebody tried at this moment of that segment; only who was reached keeps the promise of its first contact.

    What is written down later may have come before what was known so far.
    """
    if segment == ticket.segment:
        if not ticket.is_paused:
            ticket.again_at = None
        ticket.attempted_at = min(ticket.attempted_at or at, at)
        if reached:
            ticket.reached_at = min(ticket.reached_at or at, at)
            ticket.answered_for_at = max(ticket.answered_for_at or at, at)
            look_again(ticket)
    if segment == 1:
        ticket.first_attempt_at = min(ticket.first_attempt_at or at, at)
        if reached:
            ticket.first_reached_at = min(ticket.first_reached_at or at, at)


def begin_segment(ticket: Ticket, at: datetime, due: Deadlines) -> None:
    """It is owed again: what was tried, reached and told before keeps none of these promises. Old times stay."""
    ticket.segment += 1
    ticket.segment_began_at, ticket.promised, ticket.again_at = at, 1, None
    ticket.contact_due_at, ticket.resolution_due_at = due.first_contact_due_at, due.resolution_due_at
    ticket.attempted_at = ticket.reached_at = ticket.resolved_at = ticket.closed_at = None
    look_again(ticket)


def hurry(ticket: Ticket, due: Deadlines) -> None:
    """The priority rose: what is still owed is due at the earlier of the old promise and the one made now."""
    ticket.promised += 1
    ticket.resolution_due_at = min(ticket.resolution_due_at, due.resolution_due_at)
    if ticket.reached_at is None:
        ticket.contact_due_at = min(ticket.contact_due_at, due.first_contact_due_at)
        if ticket.segment == 1:
            ticket.first_contact_due_at = ticket.contact_due_at
    look_again(ticket)


def look_again(ticket: Ticket) -> None:
    """Its promises are others now: the clock works out anew when to warn and to call."""
    ticket.look_after = ticket.segment_began_at


def missed(ticket: Ticket, at: datetime) -> frozenset[str]:
    """Names of the promises of this segment that are past their moment and still owed."""
    return frozenset(
        promise_name(name, ticket.segment, ticket.promised)
        for name, moment in still_owed(ticket).items()
        if moment < at
    )


def calls_about(ticket: Ticket, at: datetime) -> frozenset[str]:
    """Names of the promises that are late and for which nobody has answered yet."""
    since = ticket.answered_for_at
    return frozenset(name for name in missed(ticket, at) if since is None or moment(ticket, name) > since)


def moment(ticket: Ticket, name: str) -> datetime:
    """When the named promise of the present segment was due."""
    return ticket.contact_due_at if name.startswith("first_contact") else ticket.resolution_due_at


def number(name: str) -> int:
    """A number for each promise of each segment, so that its alert is queued once."""
    promise, _, place = name.partition(":")
    segment, _, again = place.partition(".")
    return (int(again or 1) - 1) * AGAIN + int(segment) * 10 + NUMBERS[promise]


def still_owed(ticket: Ticket) -> dict[str, datetime]:
    """The promises of the present segment still to keep, by name, with their moments."""
    return owed(ticket.state, ticket.contact_due_at, ticket.resolution_due_at, ticket.reached_at)
