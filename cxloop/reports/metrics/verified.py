"""M8: does the customer say it is solved? With bounds for those who did not reply."""

from dataclasses import dataclass

from cxloop.reports.metrics.figure import Definition
from cxloop.reports.metrics.proportions import Proportion, proportion

M8 = Definition("M8")


@dataclass(frozen=True, slots=True)
class VerifiedResolution:
    """Yes among replies, replies among asked; the share if silence meant no (`lowest`) or yes (`highest`)."""

    verified: Proportion
    replied: Proportion
    lowest: float | None
    highest: float | None


def verified_resolution(yes: int, partly: int, no: int, silent: int) -> VerifiedResolution:
    """Among resolved tickets whose customer was asked.

    Raises:
        ValueError: a negative count.
    """
    if min(yes, partly, no, silent) < 0:
        raise ValueError("counts cannot be negative")
    replies = yes + partly + no
    asked = replies + silent
    return VerifiedResolution(
        proportion(M8, yes, replies), proportion(M8, replies, asked),
        yes / asked if asked else None, (yes + silent) / asked if asked else None,
    )  # fmt: skip
