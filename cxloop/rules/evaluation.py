"""Whether an answer meets a rule's conditions. Pure."""

from cxloop.rules.facts import Facts
from cxloop.rules.fields import FIELDS
from cxloop.rules.operators import OPERATORS
from cxloop.rules.tree import Condition, Node


def meets(facts: Facts, node: Node) -> bool:
    """Facts must hold what `reach.needs` names for these conditions."""
    if isinstance(node, Condition):
        return OPERATORS[node.op].test(FIELDS[node.field].read(facts, node), node.value)
    met = (meets(facts, one) for one in node.nodes)
    return all(met) if node.how == "all" else any(met)
