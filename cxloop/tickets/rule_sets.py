"""The rules in force as they are tried, and under which set of them an answer was heard."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from cxloop import rules
from cxloop.database import prepared
from cxloop.responses.models import Survey
from cxloop.rules.models import RuleSet
from cxloop.tickets.models import Rule
from cxloop.tickets.policies import BY_HAND
from cxloop.tickets.ruling import Ruling
from cxloop.tickets.triggers import Condition

ASIDE, OWNER = "aside", "owner"
NEVER_SET = Condition(0, None, None, None, None)
"""What a database that never had a rule begins with: each survey's ticket threshold."""

_RULE, _SET = cast("Table", Rule.__table__).c, cast("Table", RuleSet.__table__).c
_NEWEST = select(func.max(_SET.id)).scalar_subquery()
_COLUMNS = (
    _RULE.id, _RULE.survey_id, _RULE.score_at_most, _RULE.priority, _RULE.team_id, _RULE.conditions, _RULE.name,
    _RULE.action, _RULE.assignment,
)  # fmt: skip
_TRIED = (
    select(*_COLUMNS, _NEWEST.label("set_id"), select(_SET.rules).where(_SET.id == _NEWEST).scalar_subquery())
    .where(_RULE.retired_at.is_(None))
    .order_by(_RULE.position, _RULE.id)
)
_LAST = select(_SET.id, _SET.rules).order_by(_SET.id.desc()).limit(1)


class InForce(NamedTuple):
    """The rules as they are tried now, and the number of their set."""

    set_id: int
    conditions: list[Condition]


def in_force(session: Session, at: datetime) -> InForce:
    """The rules answers are heard under; a database that never had one starts with each survey's ticket threshold."""
    found = prepared.ask(session, _TRIED)
    if not found and _never_had_one(session):
        session.add(Rule(key="low-score", name="Low score", created_at=at))
        session.flush()
        found = prepared.ask(session, _TRIED)
    conditions = [_condition(row) for row in found]
    known = found[0][-2:] if found else next(iter(prepared.ask(session, _LAST)), (None, None))
    ids = [one.rule_id for one in conditions]
    if known[0] is not None and known[1] == ids:
        return InForce(known[0], conditions)
    made = RuleSet(rules=ids, made_at=at)
    session.add(made)
    session.flush()
    return InForce(made.id, conditions)


def tried_now(session: Session) -> list[Condition]:
    """The same to look at: nothing is written."""
    found = [_condition(row) for row in prepared.ask(session, _TRIED)]
    return found or ([NEVER_SET] if _never_had_one(session) else [])


def condition_of(rule: Rule) -> Condition:
    return _condition(
        (
            rule.id, rule.survey_id, rule.score_at_most, rule.priority, rule.team_id, rule.conditions, rule.name,
            rule.action, rule.assignment,
        )
    )  # fmt: skip


def of_set(session: Session, set_id: int) -> list[Rule]:
    """The rules of a set, in their order."""
    ids = session.get_one(RuleSet, set_id).rules
    known = {rule.id: rule for rule in session.scalars(select(Rule).where(Rule.id.in_(ids)))}
    return [known[number] for number in ids if number in known]


def ruling(survey: Survey, conditions: Sequence[Condition], set_id: int | None = None) -> Ruling:
    """What these rules make of the answers of a survey, by its thresholds as they stand."""
    return Ruling(conditions, survey.id, rules.of_survey(survey), survey.is_anonymous, set_id)


def _condition(row: Sequence[Any]) -> Condition:
    number, survey_id, at_most, priority, team_id, tree, name, action, assignment, *_rest = row
    node = _tree(json.dumps(tree)) if tree is not None else None
    return Condition(
        number, survey_id, at_most, priority, team_id, node, name, action == ASIDE, assignment == OWNER
    )


@lru_cache(maxsize=512)
def _tree(document: str) -> rules.Node:
    return rules.read(json.loads(document))


def _never_had_one(session: Session) -> bool:
    return session.scalar(select(Rule.id).where(Rule.key != BY_HAND).limit(1)) is None
