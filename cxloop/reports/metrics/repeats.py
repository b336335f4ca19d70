"""M10: what was solved and came back, and who was hurt twice by the same cause."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from cxloop.reports.metrics.figure import Definition, left_out
from cxloop.reports.metrics.proportions import Proportion, proportion

M10 = Definition("M10")
REOPENED_WITHIN = timedelta(days=30)
AGAIN_WITHIN = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Solved:
    """A ticket that was resolved, and when it was first opened again."""

    resolved_at: datetime
    reopened_at: datetime | None


@dataclass(frozen=True, slots=True)
class Pain:
    """An eligible low answer: of whom, when, and its cause; None: nobody knows it yet."""

    of: int
    at: datetime
    cause: str | None


def reopened(tickets: Iterable[Solved], as_of: datetime) -> Proportion:
    """Of those resolved thirty days ago or longer: opened again within thirty days."""
    known = list(tickets)
    judged = [one for one in known if one.resolved_at + REOPENED_WITHIN <= as_of]
    again = sum(
        one.reopened_at is not None and one.reopened_at - one.resolved_at <= REOPENED_WITHIN for one in judged
    )
    return proportion(M10, again, len(judged), left_out(running=len(known) - len(judged)))


def repeated(pains: Iterable[Pain], answered_twice: frozenset[int]) -> Proportion:
    """Of those hurt who gave two answers or more: hurt again within 180 days by the same known cause."""
    by_whom: dict[int, list[Pain]] = {}
    for pain in pains:
        by_whom.setdefault(pain.of, []).append(pain)
    asked = {one: theirs for one, theirs in by_whom.items() if one in answered_twice}
    twice = sum(any(_is_again(*pair) for pair in combinations(theirs, 2)) for theirs in asked.values())
    return proportion(M10, twice, len(asked), left_out(once=len(by_whom) - len(asked)))


def _is_again(one: Pain, other: Pain) -> bool:
    return one.cause is not None and one.cause == other.cause and abs(one.at - other.at) <= AGAIN_WITHIN
