"""Which of a customer's open tickets a further answer belongs to, and what it does to it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from cxloop.tickets.steps import is_owed, is_waiting

JOINS = "same_contact_open"
REOPENS = "complained_again"
TOO_OLD = "answered_before_resolution"


class Open(Protocol):
    """What this rule looks at of a ticket."""

    @property
    def id(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def resolved_at(self) -> datetime | None: ...


T = TypeVar("T", bound=Open)


@dataclass(frozen=True)
class Place(Generic[T]):
    """The ticket, and as a code what the answer does.

    It JOINS what is owed, REOPENS what waits for the customer's word, or is TOO_OLD for that: given before we said that
    it is solved.
    """

    ticket: T
    why: str


def place_of(tickets: Iterable[T], said_at: datetime) -> Place[T] | None:
    """Where an answer belongs that was given at `said_at`; None: the customer has no open ticket.

    What is owed comes first, the oldest of it. A complaint while we wait for the customer's word is their word: it
    reopens what was resolved last before it was given.
    """
    known = list(tickets)
    owed = [ticket for ticket in known if is_owed(ticket.state)]
    if owed:
        return Place(min(owed, key=lambda ticket: ticket.id), JOINS)
    waiting = [ticket for ticket in known if is_waiting(ticket.state)]
    answered = [ticket for ticket in waiting if ticket.resolved_at is None or ticket.resolved_at <= said_at]
    if answered:
        return Place(max(answered, key=_resolved_last), REOPENS)
    return Place(max(waiting, key=_resolved_last), TOO_OLD) if waiting else None


def _resolved_last(ticket: Open) -> tuple[float, int]:
    return (ticket.resolved_at.timestamp() if ticket.resolved_at else 0.0, ticket.id)
