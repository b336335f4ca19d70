"""M7: the ladder from an unhappy answer to a closed loop, and strict completion."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from operator import and_

from cxloop.reports.metrics.figure import Definition, left_out
from cxloop.reports.metrics.proportions import Proportion, proportion

M7 = Definition("M7", 3)
"""Version 2 counts what a resolution records only while the resolution stands; version 3 leaves out what was opened by
hand."""
RUNGS = ("contactable", "attempted", "reached", "cause", "action", "told", "asked", "verified")


@dataclass(frozen=True, slots=True)
class LoopFacts:
    """What is recorded about `count` tickets that are alike; the window is the verification question's.

    From the cause on it is what the resolution that stands records: of a ticket that is open again, nothing.
    """

    contactable: bool = True
    attempted: bool = False
    reached: bool = False
    cause: bool = False
    action: bool = False
    told: bool = False
    asked: bool = False
    verified: bool = False
    answered: bool = False
    window_expired: bool = False
    unreachable: bool = False
    count: int = 1

    @property
    def rungs(self) -> tuple[bool, ...]:
        """Rung by rung, each only if all before it hold; a reach is an attempt, an answer means we asked."""
        own = (
            self.contactable, self.attempted or self.reached, self.reached, self.cause,
            self.action, self.told, self.asked or self.verified, self.verified,
        )  # fmt: skip
        return tuple(accumulate(own, and_))

    @property
    def is_complete(self) -> bool:
        """Reached, coded, acted, told, and the customer said yes or, asked, stayed silent to the end."""
        silent_to_the_end = self.asked and self.window_expired and not self.answered
        return self.rungs[RUNGS.index("told")] and (self.verified or silent_to_the_end)


@dataclass(frozen=True, slots=True)
class Ladder:
    """`detected` tickets old enough to judge, how many reached each rung, strict completion.

    `completion` is those who say it is solved and those who, asked, stayed silent to the end: `silent` of them.
    `unreachable` (three attempts or more, nobody there) stands beside completion, not inside it.
    """

    definition: Definition
    detected: int
    rungs: tuple[tuple[str, int], ...]
    completion: Proportion
    silent: int
    unreachable: int
    running: int
    by_hand: int
    """Opened by a colleague: told on the telephone, say, and so without an answer that a rule could name."""

    def __getitem__(self, rung: str) -> int:
        return dict(self.rungs)[rung]


def ladder(facts: Iterable[LoopFacts], running: int = 0, by_hand: int = 0) -> Ladder:
    """Climb with every eligible ticket aged at least H days; `running` is how many are younger and not judged yet."""
    counts = [0] * len(RUNGS)
    detected = complete = unreachable = 0
    for alike in facts:
        detected += alike.count
        counts = [total + alike.count * stands for total, stands in zip(counts, alike.rungs, strict=True)]
        complete += alike.count * alike.is_complete
        unreachable += alike.count * (alike.unreachable and alike.contactable and not alike.reached)
    contactable, verified = counts[0], counts[-1]
    exclusions = left_out(uncontactable=detected - contactable, running=running, by_hand=by_hand)
    return Ladder(
        M7, detected, tuple(zip(RUNGS, counts, strict=True)),
        proportion(M7, complete, contactable, exclusions), complete - verified, unreachable,
        running, by_hand,
    )  # fmt: skip
