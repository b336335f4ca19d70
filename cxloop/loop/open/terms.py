"""Answers that may need somebody, under which terms tickets are opened, and what became of an answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cxloop.loop.open.judging import Judgement
from cxloop.responses.models import Survey
from cxloop.rules import of_survey
from cxloop.tickets import policies, rule_sets
from cxloop.tickets.models import Policy
from cxloop.tickets.triggers import Answer, Condition, Fired, fires


@dataclass(frozen=True)
class Unhappy:
    """A stored answer that may need somebody."""

    response_id: int
    contact_id: int | None
    account_id: int | None
    score: int
    answered_at: datetime
    received_at: datetime
    changed_at: datetime | None = None
    """When they said so, where it is not when they answered: an answer that was changed says something new."""
    judgement: Judgement | None = None
    """What the rules made of it, where they looked at more than the score."""

    @property
    def said_at(self) -> datetime:
        return self.changed_at or self.answered_at


@dataclass(frozen=True)
class Terms:
    """Under which a batch opens tickets: the rules, the promise and each team's queue as they stand at this moment."""

    survey: Survey
    conditions: list[Condition]
    policy: Policy
    via: str
    at: datetime
    backfill_days: int | None
    alerts: bool
    by_id: int | None = None
    """The person who opens by hand; None: a rule does."""
    owner_id: int | None = None
    """To whom a person gives it; None: by turns."""


def terms(
    session: Session,
    survey: Survey,
    *,
    at: datetime,
    via: str,
    backfill_days: int | None = None,
    alerts: bool = True,
) -> Terms:
    """Read rules and policy once for many answers."""
    conditions = rule_sets.in_force(session, at).conditions
    return Terms(survey, conditions, policies.in_force(session, at), via, at, backfill_days, alerts)


def as_of_its_day(conditions: Sequence[Condition], named_up_to: int | None) -> list[Condition]:
    """The rules for an answer heard before: they name it up to the score they named on the day it was heard."""
    if named_up_to is None:
        return list(conditions)
    return [replace(condition, score_at_most=named_up_to, tree=None) for condition in conditions]


def rule_for(answer: Unhappy, under: Terms) -> Fired | None:
    """The rule that names this answer."""
    if answer.judgement is not None:
        return answer.judgement.fired
    survey = under.survey
    known = Answer(survey.id, answer.score, survey.ticket_low, survey.urgent_low, survey.is_anonymous)
    return fires(known, under.conditions, {"survey": of_survey(survey).as_facts(), "score": answer.score})


def outcome(
    answer: Unhappy, rule: Fired, ticket_id: int | None, became: str, reason: str, at: datetime
) -> dict[str, Any]:
    """The columns of a Triggering."""
    return {
        "response_id": answer.response_id, "rule_id": rule.rule_id, "ticket_id": ticket_id,
        "outcome": became, "reason": reason, "at": at,
    }  # fmt: skip
