"""M8: does the customer say it is solved? Every question counts, with bounds for those who did not reply."""

from collections.abc import Iterable
from dataclasses import dataclass

from cxloop.reports.metrics.figure import Definition
from cxloop.reports.metrics.proportions import Proportion, proportion

M8 = Definition("M8", 2)
"""Version 2 counts every question that was asked, not the newest of each ticket."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`count` questions alike: the customer's `word` (yes, partly, no; "" none so far), and whether it was the
    ticket's first question."""

    word: str
    is_first: bool = True
    may_still_answer: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True)
class VerifiedResolution:
    """Yes among replies, replies among questions, tickets solved the first time among those asked.

    `lowest` and `highest` are the share of yes if all silence meant no, or yes; `waiting` questions are silent so far
    and may still be answered.
    """

    verified: Proportion
    replied: Proportion
    first_time: Proportion
    partly: int
    no: int
    silent: int
    waiting: int
    lowest: float | None
    highest: float | None


def verified_resolution(questions: Iterable[Asked]) -> VerifiedResolution:
    """From every question that was asked of a cohort.

    Raises:
        ValueError: a negative count.
    """
    said = {"yes": 0, "partly": 0, "no": 0, "": 0}
    first = first_yes = waiting = 0
    for question in questions:
        if question.count < 0:
            raise ValueError("counts cannot be negative")
        said[question.word] += question.count
        first += question.count * question.is_first
        first_yes += question.count * (question.is_first and question.word == "yes")
        waiting += question.count * (not question.word and question.may_still_answer)
    yes, silent = said["yes"], said[""]
    asked = sum(said.values())
    return VerifiedResolution(
        proportion(M8, yes, asked - silent), proportion(M8, asked - silent, asked), proportion(M8, first_yes, first),
        said["partly"], said["no"], silent, waiting,
        yes / asked if asked else None, (yes + silent) / asked if asked else None,
    )  # fmt: skip
