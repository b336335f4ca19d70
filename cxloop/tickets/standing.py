"""Where a ticket stands against its promises. Pure: which is owed next, and which has not been escalated yet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from cxloop.tickets.steps import OWED

HEAD_START = {"urgent": timedelta(hours=8), "normal": timedelta(0)}
"""How much earlier an urgent ticket stands in the queue than its deadline alone would put it."""


@dataclass(frozen=True)
class Standing:
    """The three moments the ticket's row keeps; None: nothing is owed."""

    due_at: datetime | None
    queue_at: datetime | None
    escalate_after: datetime | None


def promise_name(promise: str, segment: int) -> str:
    """The name under which a missed promise is escalated once: "resolution:2"."""
    return f"{promise}:{segment}"


def owed(
    state: str, first_contact_due_at: datetime, resolution_due_at: datetime, reached_at: datetime | None
) -> dict[str, datetime]:
    """The promises still to keep, by name, with their moments."""
    if state not in OWED:
        return {}
    promises = {"resolution": resolution_due_at}
    if reached_at is None:
        promises["first_contact"] = first_contact_due_at
    return promises


def standing(
    promises: dict[str, datetime], *, priority: str, segment: int, escalated: Collection[str]
) -> Standing:
    """What the promises still owed mean for the queue and for the escalation scan.

    Args:
        promises: as `owed` gives them.
        segment: the ticket's segment, which names the escalation of its promises.
        escalated: names of promises already escalated, as `promise_name` makes them.
    """
    if not promises:
        return Standing(None, None, None)
    due_at = min(promises.values())
    untold = [moment for name, moment in promises.items() if promise_name(name, segment) not in escalated]
    return Standing(due_at, due_at - HEAD_START.get(priority, timedelta(0)), min(untold, default=None))
