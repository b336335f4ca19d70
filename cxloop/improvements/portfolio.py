"""What the whole of the improvements looks like: how many are under way, how long they wait, what is worth it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from cxloop.improvements.queries import Entry

EFFORTS = {"small": 1, "medium": 3, "large": 9}
"""Days, weeks, months: how much more one costs than another, roughly."""


@dataclass(frozen=True)
class Portfolio:
    """Days are whole; None where there is nothing to count."""

    waiting: int
    oldest_waiting_days: int | None
    under_way: int
    most_under_way: int | None
    days_to_decide: int | None
    """The median of those that were decided."""

    @property
    def is_full(self) -> bool:
        return self.most_under_way is not None and self.under_way >= self.most_under_way


def portfolio(entries: Sequence[Entry], most: int | None, at: datetime) -> Portfolio:
    waiting = [entry for entry in entries if entry.improvement.state in ("proposed", "triaged")]
    ages = [(at - entry.improvement.raised_at).days for entry in waiting]
    took = [
        (entry.decided_at - entry.improvement.raised_at).days
        for entry in entries
        if entry.decided_at is not None
    ]
    return Portfolio(
        len(waiting), max(ages, default=None), sum(one.improvement.state == "doing" for one in entries), most,
        round(median(took)) if took else None,
    )  # fmt: skip


def worth_most(entries: Iterable[Entry], most: int = 3) -> list[Entry]:
    """What waits for a decision and gives most for its effort: customers behind it over effort, then money."""
    sized = [
        entry
        for entry in entries
        if entry.improvement.state in ("proposed", "triaged") and entry.improvement.effort and entry.customers
    ]
    return sorted(
        sized,
        key=lambda one: (one.customers / EFFORTS[one.improvement.effort or "large"], one.yearly_value),
        reverse=True,
    )[:most]
