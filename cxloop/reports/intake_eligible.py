"""Which answers need somebody, asked of the database: what a rule in force when it was heard would have named.

The verdict was kept with the answer. One heard before verdicts were kept is judged by the rules of that time and the
thresholds of today.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session

from cxloop.responses.models import Response, ResponseChange, Survey
from cxloop.responses.scoring import WITHOUT_SCORE
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
        InForce(
            Condition(rule.id, rule.survey_id, rule.score_at_most, rule.priority, rule.team_id),
            rule.created_at,
            rule.retired_at,
        )
        for rule in rules
        if rule.retired_at is None or rule.retired_at > rule.created_at
    ]


def heard_at() -> ColumnElement[datetime]:
    """When an answer was last heard with other content."""
    changed = select(func.max(ResponseChange.at)).where(ResponseChange.response_id == Response.id)
    return func.coalesce(changed.scalar_subquery(), Response.received_at)


def eligible(survey: Survey, versions: Sequence[InForce]) -> ColumnElement[bool]:
    """Answers of this survey that need somebody, in a statement that joins Triggering outside.

    By what it says now: a rule in force when it was last heard names it; or it has a record of what it triggered.
    A withdrawn answer and one of an anonymous survey need nobody; what was told without a score is no answer here.
    """
    if survey.is_anonymous or survey.metric in WITHOUT_SCORE:
        return false()
    limits = [limit for version in versions if (limit := limit_of(version, survey)) is not None]
    kept_or_of_today = func.coalesce(Response.named_up_to, max(limits, default=NO_SCORE))
    low_enough = or_(Response.score.is_(None), Response.score <= kept_or_of_today)
    recorded = Triggering.response_id.is_not(None)
    return and_(Response.withdrawn_at.is_(None), low_enough, recorded | named(survey, versions))


def named(survey: Survey, versions: Sequence[InForce]) -> ColumnElement[bool]:
    """Answers of this survey that a rule in force when they were last heard would name."""
    if survey.is_anonymous:
        return false()
    tried: list[ColumnElement[bool]] = [Response.score <= Response.named_up_to]
    for version in versions:
        limit = limit_of(version, survey)
        if limit is not None:
            met = [Response.named_up_to.is_(None), Response.score <= limit, heard_at() >= version.since]
            met += [heard_at() <= version.until - EDIT] if version.until else []
            tried.append(and_(*met))
    return or_(*tried)


def limit_of(version: InForce, survey: Survey) -> int | None:
    """The highest score of this survey that the rule names; None: none."""
    rule = version.condition
    if rule.survey_id not in (None, survey.id):
        return None
    return survey.ticket_low if rule.score_at_most is None else rule.score_at_most
