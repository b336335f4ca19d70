"""Why an answer meets a rule's conditions, or which was the first it did not meet: "NPS 3 ≤ 6, tier A". Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cxloop.language import marked as _
from cxloop.rules.evaluation import is_known, meets
from cxloop.rules.facts import Facts, metric_name, survey_in
from cxloop.rules.fields import FIELDS
from cxloop.rules.operators import OPERATORS
from cxloop.rules.tree import Condition, Group, Node
from cxloop.sentences import Sentence, sentence

_PAIRS = {
    ", ": _("%(first)s, %(then)s"),
    "and": _("%(first)s and %(then)s"),
    "or": _("%(first)s or %(then)s"),
}


@dataclass(frozen=True)
class Explained:
    """`because` are the conditions that decided: those that were met, or the first that was not.

    `is_met` None: what they ask for was not looked at.
    """

    is_met: bool | None
    because: tuple[Condition, ...]


def explain(facts: Facts, node: Node) -> Explained:
    """With facts that were kept of an answer: where its score decided, only that was looked at."""
    if isinstance(node, Condition):
        return Explained(meets(facts, node) if is_known(facts, node) else None, (node,))
    each = [explain(facts, one) for one in node.nodes]
    decides = node.how == "any"
    deciding = next((one for one in each if one.is_met is decides), None)
    if deciding is not None:
        return deciding
    unknown = next((one for one in each if one.is_met is None), None)
    return unknown or Explained(not decides, tuple(condition for one in each for condition in one.because))


def because(facts: Facts, explained: Explained) -> Sentence:
    """In words, with what was seen."""
    if explained.is_met is None:
        return sentence(_("not asked: a rule above it had decided"))
    told = [_seen(facts, condition) for condition in explained.because]
    return joined(told, ", ") if told else sentence(_("it asks for nothing"))


def clause(condition: Condition) -> Sentence:
    """A condition as it stands in a rule: "the account's tier is A"."""
    return sentence(OPERATORS[condition.op].words, **_words(condition))


def in_words(node: Node) -> Sentence:
    """All of a rule's conditions as one sentence."""
    if isinstance(node, Condition):
        return clause(node)
    if not node.nodes:
        return sentence(_("any answer")) if node.how == "all" else sentence(_("no answer"))
    inner = [
        sentence(_("(%(group)s)"), group=in_words(one))
        if isinstance(one, Group) and len(one.nodes) > 1
        else in_words(one)
        for one in node.nodes
    ]
    return joined(inner, "and" if node.how == "all" else "or")


def joined(told: Sequence[Sentence], how: str) -> Sentence:
    whole = told[0]
    for then in told[1:]:
        whole = sentence(_PAIRS[how], first=whole, then=then)
    return whole


def _seen(facts: Facts, condition: Condition) -> Sentence:
    operator, seen = OPERATORS[condition.op], FIELDS[condition.field].read(facts, condition)
    if operator.test(seen, condition.value):
        text = operator.met if seen is not None else operator.unknown
    else:
        text = operator.unmet if seen is not None else operator.unknown
    words = _words(condition) | {"seen": _value(condition, seen)}
    if condition.field == "threshold":
        limit = survey_in(facts).threshold(condition.value)
        text = operator.unknown if limit is None else operator.met if seen else operator.unmet
        words |= {"seen": facts["score"], "value": limit}
    if condition.field in ("score", "threshold"):
        words["field"] = metric_name(facts["survey"]["metric"])
    return sentence(text, **words)


def _words(condition: Condition) -> dict[str, Any]:
    label = sentence(FIELDS[condition.field].label)
    if condition.field == "attribute":
        label = sentence(_("“%(name)s”"), name=condition.of)
    if condition.field == "low_answers":
        label = sentence(_("low answers within %(days)d days"), days=int(condition.of or 0))
    if condition.op == "between":
        lowest, highest = condition.value
        return {"field": label, "lowest": lowest, "highest": highest}
    return {"field": label, "value": _value(condition, condition.value)}


def _value(condition: Condition, value: Any) -> Any:
    label = FIELDS[condition.field].among.get(value) if isinstance(value, str) else None
    if isinstance(value, float):
        return f"{value:.0f}"
    return sentence(label) if label else value
