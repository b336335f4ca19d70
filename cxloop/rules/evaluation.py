"""Whether an answer meets a rule's conditions. Pure."""

from cxloop.rules.facts import Facts
from cxloop.rules.fields import FIELDS
from cxloop.rules.operators import OPERATORS
from cxloop.rules.tree import Condition, Node

FACT_OF = {
    "comment": "comment_length", "source": "door", "renewal": "renews_in", "low_answers": "lows",
    "attribute": "attributes",
}  # fmt: skip
"""Under which name a field's fact is kept, where it is not its own."""


def is_known(facts: Facts, condition: Condition) -> bool:
    """Whether what it asks for is among the facts."""
    return FIELDS[condition.field].is_of_score or FACT_OF.get(condition.field, condition.field) in facts


def meets(facts: Facts, node: Node) -> bool:
    """Facts must hold what `reach.needs` names for these conditions."""
    if isinstance(node, Condition):
        return OPERATORS[node.op].test(FIELDS[node.field].read(facts, node), node.value)
    met = (meets(facts, one) for one in node.nodes)
    return all(met) if node.how == "all" else any(met)
