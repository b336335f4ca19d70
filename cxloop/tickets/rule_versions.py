"""Rules as a person sets them: the newest version of each, and a new version for each edit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop import rules
from cxloop.responses.models import Survey
from cxloop.rules import Condition, Group
from cxloop.tickets import rule_sets
from cxloop.tickets.models import Rule
from cxloop.tickets.policies import BY_HAND

STEP = 10
"""Between two places, so that one can be put between them."""


def newest(session: Session) -> list[Rule]:
    """The newest version of every rule, those in force first, in the order in which they are tried."""
    chosen = select(Rule).where(Rule.key != BY_HAND).order_by(Rule.version)
    by_key = {rule.key: rule for rule in session.scalars(chosen)}
    return sorted(by_key.values(), key=lambda one: (one.retired_at is not None, one.position, one.id))


def of_key(session: Session, key: str) -> Rule | None:
    chosen = select(Rule).where(Rule.key == key, Rule.key != BY_HAND).order_by(Rule.version.desc())
    return session.scalars(chosen.limit(1)).first()


def tree_of(session: Session, rule: Rule) -> Group:
    """Its conditions as a tree: of a rule that asks for the score alone too."""
    if rule.conditions is not None:
        node = rules.read(rule.conditions)
        return node if isinstance(node, Group) else Group("all", (node,))
    survey = session.get(Survey, rule.survey_id) if rule.survey_id else None
    low = (
        Condition("threshold", "reaches", "ticket")
        if rule.score_at_most is None
        else Condition("score", "at_most", rule.score_at_most)
    )
    return Group("all", (low, *((Condition("survey", "is", survey.key),) if survey else ())))


def edit(session: Session, key: str, wanted: Mapping[str, Any], at: datetime, *, retired: bool) -> Rule:
    """Let a rule be so from this moment on: a new version, beside which tickets keep naming theirs.

    Whoever else stands at its place or below moves down. A company that sets its first rule keeps the one it began
    with, unless it is that one.
    """
    rule_sets.in_force(session, at)
    before = of_key(session, key)
    if before is not None and before.retired_at is None:
        before.retired_at = at
    session.flush()
    if not retired:
        _make_room(session, key, wanted["position"])
    made = Rule(
        key=key, version=before.version + 1 if before else 1, created_at=at, retired_at=at if retired else None,
        **wanted,
    )  # fmt: skip
    session.add(made)
    session.flush()
    rule_sets.in_force(session, at)
    return made


def place_beside(session: Session, key: str, *, up: bool) -> int | None:
    """The place before the rule above, or behind the one below; None where there is none."""
    tried = [one for one in newest(session) if one.retired_at is None]
    at = next((place for place, one in enumerate(tried) if one.key == key), None)
    if at is None or (at == 0 if up else at == len(tried) - 1):
        return None
    before, after = (at - 2, at - 1) if up else (at + 1, at + 2)
    low = tried[before].position if before >= 0 else -1
    high = tried[after].position if after < len(tried) else low + 2 * STEP
    return (low + high) // 2 if high - low > 1 else high


def _make_room(session: Session, key: str, place: int) -> None:
    others = [one for one in newest(session) if one.key != key and one.retired_at is None]
    if all(one.position != place for one in others):
        return
    for one in others:
        if one.position >= place:
            one.position += STEP
    session.flush()
