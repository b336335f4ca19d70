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


def promise_name(promise: str, segment: int, promised: int = 1) -> str:
    """The name under which a missed promise is escalated once: "resolution:2", and "resolution:2.2" when made again."""
    return f"{promise}:{segment}" if promised == 1 else f"{promise}:{segment}.{promised}"


def owed(
    state: str, contact_due_at: datetime, resolution_due_at: datetime, reached_at: datetime | None
) -> dict[str, datetime]:
    """The promises of the present segment still to keep, by name, with their moments."""
    if state not in OWED:
        return {}
    promises = {"resolution": resolution_due_at}
    if reached_at is None:
        promises["first_contact"] = contact_due_at
    return promises


def standing(
    promises: dict[str, datetime],
    *,
    priority: str,
    segment: int,
    escalated: Collection[str],
    promised: int = 1,
) -> Standing:
    """What the promises still owed mean for the queue and for the escalation scan.

    Args:
        promises: as `owed` gives them.
        segment: the ticket's segment, which names the escalation of its promises.
        escalated: names of promises already escalated, as `promise_name` makes them.
        promised: how often the segment was promised, which is part of the name: what was told of the promise before
            says nothing of this one.
    """
    if not promises:
        return Standing(None, None, None)
    due_at = min(promises.values())
    untold = [
        moment for name, moment in promises.items() if promise_name(name, segment, promised) not in escalated
    ]
    return Standing(due_at, due_at - HEAD_START.get(priority, timedelta(0)), min(untold, default=None))
