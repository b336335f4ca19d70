"""Which answers need somebody, asked of the database: what a rule in force when it was heard would have named.

The verdict was kept with the answer. One heard before verdicts were kept is judged by the rules and the thresholds of
that time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from cxloop.responses.models import Response, ResponseChange, Survey
from cxloop.responses.scoring import WITHOUT_SCORE
from cxloop.responses.thresholds import Versions
from cxloop.tickets import rule_sets
from cxloop.tickets.models import Rule, Triggering
from cxloop.tickets.triggers import NO_SCORE, Condition

EDIT = timedelta(minutes=10)
"""An answer heard so shortly before a rule was retired may have met the next one: only a record makes it eligible."""
COVERED = or_(Triggering.ticket_id.is_not(None), Triggering.outcome == "suppressed")


@dataclass(frozen=True)
class InForce:
    """A version of a rule and from when to when it was tried."""

    condition: Condition
    since: datetime
    until: datetime | None

    def was_in_force(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at <= self.until)

    def tries(self, at: datetime) -> bool:
        """Whether an answer heard then surely met it."""
        return self.since <= at and (self.until is None or at <= self.until - EDIT)


def rule_versions(session: Session) -> list[InForce]:
    """Every version of every rule in the order they are tried; those that never were in force are left out."""
    rules = session.scalars(select(Rule).order_by(Rule.position, Rule.id))
    return [
        InForce(rule_sets.condition_of(rule), rule.created_at, rule.retired_at)
        for rule in rules
        if rule.retired_at is None or rule.retired_at > rule.created_at
    ]


def heard_at() -> ColumnElement[datetime]:
    """When an answer was last heard with other content."""
    changed = select(func.max(ResponseChange.at)).where(ResponseChange.response_id == Response.id)
    return func.coalesce(changed.scalar_subquery(), Response.received_at)


def eligible(survey: Survey, versions: Sequence[InForce], through_time: Versions) -> ColumnElement[bool]:
    """Answers of this survey that need somebody, in a statement that joins Triggering outside.

    By what it says now: a rule in force when it was last heard names it; or it has a record of what it triggered.
    A withdrawn answer and one of an anonymous survey need nobody; what was told without a score is no answer here.
    """
    if survey.is_anonymous or survey.metric in WITHOUT_SCORE:
        return false()
    limits = [limit for version in versions for limit, _, _ in limits_of(version, survey, through_time)]
    kept_or_ever = func.coalesce(Response.named_up_to, max(limits, default=NO_SCORE))
    low_enough = or_(Response.score.is_(None), Response.score <= kept_or_ever)
    recorded = Triggering.response_id.is_not(None)
    return and_(Response.withdrawn_at.is_(None), low_enough, recorded | named(survey, versions, through_time))


def named(survey: Survey, versions: Sequence[InForce], through_time: Versions) -> ColumnElement[bool]:
    """Answers of this survey that a rule in force when they were last heard would name."""
    if survey.is_anonymous:
        return false()
    tried: list[ColumnElement[bool]] = [Response.score <= Response.named_up_to]
    for version in versions:
        for limit, since, until in limits_of(version, survey, through_time):
            met = [Response.named_up_to.is_(None), Response.score <= limit, heard_at() >= version.since]
            met += [heard_at() <= version.until - EDIT] if version.until else []
            met += [heard_at() >= since] if since else []
            met += [heard_at() < until] if until else []
            tried.append(and_(*met))
    return or_(*tried)


def limits_of(
    version: InForce, survey: Survey, through_time: Versions
) -> list[tuple[int, datetime | None, datetime | None]]:
    """The highest scores of this survey that the rule names, each with its time: since, and until but not including."""
    rule = version.condition
    if rule.survey_id not in (None, survey.id) or rule.tree is not None:  # a tree's verdicts are all kept
        return []
    if rule.score_at_most is not None:
        return [(rule.score_at_most, None, None)]
    spans = through_time.spans()
    return [(held.ticket_low, since, until) for since, until, held in spans if held.ticket_low is not None]
