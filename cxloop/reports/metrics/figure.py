"""What every figure carries, and how much of it may be shown when n is small."""

from dataclasses import dataclass
from enum import StrEnum

CONFIDENCE = 0.95
COUNTS_ONLY_BELOW = 10
FAINT_BELOW = 30


@dataclass(frozen=True, slots=True)
class Definition:
    """The formula a figure was computed by, such as "M7"; the version grows when the formula changes."""

    id: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class Exclusion:
    """How many cases a figure leaves out, and why (a word such as "running" or "uncontactable")."""

    reason: str
    count: int


class Showing(StrEnum):
    """How a figure with n cases may be printed; names before percentages when there are few."""

    NOTHING = "nothing"
    COUNTS = "counts"
    FAINT = "faint"
    FULL = "full"


def showing(n: int) -> Showing:
    """Nothing at 0, counts only below 10, greyed from 10 to 29, in full from 30."""
    if n == 0:
        return Showing.NOTHING
    if n < COUNTS_ONLY_BELOW:
        return Showing.COUNTS
    return Showing.FAINT if n < FAINT_BELOW else Showing.FULL


def left_out(**counts: int) -> tuple[Exclusion, ...]:
    """The exclusions that are not zero, in the order given."""
    return tuple(Exclusion(reason, count) for reason, count in counts.items() if count)
