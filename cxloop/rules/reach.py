"""How far rules reach: the highest score one could name, and which facts they ask for. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from cxloop.rules.evaluation import meets
from cxloop.rules.facts import OfSurvey
from cxloop.rules.fields import FIELDS
from cxloop.rules.tree import Condition, Node, conditions

NO_SCORE = -1
"""Below every scale."""


@dataclass(frozen=True)
class Needs:
    """What has to be known of an answer: names of fields, words looked for, attributes with values, spans of days."""

    fields: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    attributes: frozenset[tuple[str, str]] = frozenset()
    days: frozenset[int] = frozenset()

    def __or__(self, more: "Needs") -> "Needs":
        return Needs(
            self.fields | more.fields, self.words | more.words, self.attributes | more.attributes, self.days | more.days
        )  # fmt: skip

    def __bool__(self) -> bool:
        """Whether more is asked for than the survey and the score."""
        return bool(self.fields)


def needs(nodes: Iterable[Node]) -> Needs:
    return reduce(Needs.__or__, (_needs(one) for node in nodes for one in conditions(node)), Needs())


def highest(node: Node, survey: OfSurvey) -> int:
    """No score of this survey above it can meet these conditions, whatever else is so; NO_SCORE where none can."""
    scale = range(survey.highest, survey.lowest - 1, -1)
    return next((score for score in scale if could_meet(node, survey, score)), NO_SCORE)


def could_meet(node: Node, survey: OfSurvey, score: int) -> bool:
    """Whether an answer with this score could meet them: what is asked besides of it may be so."""
    if isinstance(node, Condition):
        return not FIELDS[node.field].is_of_score or meets(
            {"survey": survey.as_facts(), "score": score}, node
        )
    could = (could_meet(one, survey, score) for one in node.nodes)
    return all(could) if node.how == "all" else any(could)


def must_meet(node: Node, survey: OfSurvey, score: int) -> bool:
    """Whether every answer with this score meets them, whatever else is so."""
    if isinstance(node, Condition):
        return FIELDS[node.field].is_of_score and could_meet(node, survey, score)
    must = (must_meet(one, survey, score) for one in node.nodes)
    return all(must) if node.how == "all" else any(must)


def _needs(condition: Condition) -> Needs:
    if FIELDS[condition.field].is_of_score:
        return Needs()
    field = frozenset({condition.field})
    if condition.field == "attribute":
        return Needs(field, attributes=frozenset({(str(condition.of), str(condition.value))}))
    if condition.field == "low_answers":
        return Needs(field, days=frozenset({int(condition.of or 0)}))
    words = frozenset({str(condition.value)}) if condition.op == "contains" else frozenset[str]()
    return Needs(field, words=words)
