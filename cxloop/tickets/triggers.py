"""Does this answer need somebody? Pure: ordered rules over a score and its survey's thresholds.

Three thresholds, three questions: the report band counts, the ticket threshold opens, the urgent band hurries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from cxloop.rules.evaluation import meets
from cxloop.rules.facts import Facts
from cxloop.rules.reach import NO_SCORE
from cxloop.rules.tree import Node

__all__ = [
    "NO_SCORE", "SET_ASIDE", "Answer", "Condition", "Fired", "Priority", "fires", "highest_threshold",
    "suppressed_by_age",
]  # fmt: skip

Priority = Literal["urgent", "normal"]


@dataclass(frozen=True)
class Answer:
    """What a rule may look at; `ticket_low` and `urgent_low` are the survey's thresholds (at or below)."""

    survey_id: int
    score: int | None
    ticket_low: int | None
    urgent_low: int | None
    is_anonymous: bool = False


@dataclass(frozen=True)
class Condition:
    """A rule as it is tried: the first one that fires wins."""

    rule_id: int
    survey_id: int | None
    score_at_most: int | None
    priority: str | None
    team_id: int | None
    tree: Node | None = None
    """What it asks of an answer; None: the score alone, at most `score_at_most` or the survey's ticket threshold."""
    name: str = ""
    sets_aside: bool = False
    """It opens nothing: such an answer is left alone, for a reason."""
    to_owner: bool = False
    """The ticket is the account's owner's, where it has one."""


@dataclass(frozen=True)
class Fired:
    """A rule fired: `why` is a code with its figures, put into words by a page or an alert."""

    rule_id: int
    priority: Priority
    team_id: int | None
    why: str
    sets_aside: bool = False
    to_owner: bool = False


SET_ASIDE = "set_aside"
"""The reason kept with an answer that a rule leaves alone."""


def fires(answer: Answer, rules: Sequence[Condition], facts: Facts | None = None) -> Fired | None:
    """The first rule that names the answer, or None. An anonymous survey never opens a ticket to a person.

    Without `facts`, rules that ask for more than the score name nobody.
    """
    if answer.score is None or answer.is_anonymous:
        return None
    return next((fired(answer, rule) for rule in rules if names(answer, rule, facts)), None)


def names(answer: Answer, rule: Condition, facts: Facts | None) -> bool:
    """Whether this rule names the answer, whatever the others say."""
    if rule.survey_id not in (None, answer.survey_id):
        return False
    if rule.tree is not None:
        return facts is not None and meets(facts, rule.tree)
    limit = limit_of(answer, rule)
    return limit is not None and answer.score is not None and answer.score <= limit


def fired(answer: Answer, rule: Condition) -> Fired:
    """What a rule that names the answer asks for."""
    why = f"{answer.score}<={limit_of(answer, rule)}" if rule.tree is None else f"rule:{rule.name}"
    return Fired(rule.rule_id, _priority(answer, rule), rule.team_id, why, rule.sets_aside, rule.to_owner)


def limit_of(answer: Answer, rule: Condition) -> int | None:
    """The highest score a rule without a tree names."""
    return rule.score_at_most if rule.score_at_most is not None else answer.ticket_low


def highest_threshold(rules: Sequence[Condition], survey_id: int, ticket_low: int | None) -> int | None:
    """No score of this survey above it can open a ticket by rules without trees. None: nothing opens."""
    limits = [
        rule.score_at_most if rule.score_at_most is not None else ticket_low
        for rule in rules
        if rule.survey_id in (None, survey_id) and rule.tree is None
    ]
    return max((limit for limit in limits if limit is not None), default=None)


def suppressed_by_age(answered_at: datetime, at: datetime, backfill_days: int | None) -> bool:
    """Whether a backfill leaves this answer without a ticket: it is older than `backfill_days`."""
    return backfill_days is not None and at - answered_at > timedelta(days=backfill_days)


def _priority(answer: Answer, rule: Condition) -> Priority:
    if rule.priority in ("urgent", "normal"):
        return "urgent" if rule.priority == "urgent" else "normal"
    urgent = answer.urgent_low is not None and answer.score is not None and answer.score <= answer.urgent_low
    return "urgent" if urgent else "normal"
