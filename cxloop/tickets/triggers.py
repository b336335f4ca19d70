"""Does this answer need somebody? Pure: ordered rules over a score and its survey's thresholds.

Three thresholds, three questions: the report band counts, the ticket threshold opens, the urgent band hurries.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

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


@dataclass(frozen=True)
class Fired:
    """A rule fired: `why` is a code with its figures, put into words by a page or an alert."""

    rule_id: int
    priority: Priority
    team_id: int | None
    why: str


NO_SCORE = -1
"""Below every scale."""


def fires(answer: Answer, rules: Sequence[Condition]) -> Fired | None:
    """The first rule that asks for a ticket, or None. An anonymous survey never opens one to a person."""
    if answer.score is None or answer.is_anonymous:
        return None
    for rule in rules:
        limit = rule.score_at_most if rule.score_at_most is not None else answer.ticket_low
        wanted_survey = rule.survey_id is None or rule.survey_id == answer.survey_id
        if wanted_survey and limit is not None and answer.score <= limit:
            return Fired(rule.rule_id, _priority(answer, rule), rule.team_id, f"{answer.score}<={limit}")
    return None


def highest_threshold(rules: Sequence[Condition], survey_id: int, ticket_low: int | None) -> int | None:
    """No score of this survey above it can open a ticket: lets an import skip most rows. None: nothing opens."""
    limits = [
        rule.score_at_most if rule.score_at_most is not None else ticket_low
        for rule in rules
        if rule.survey_id in (None, survey_id)
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
