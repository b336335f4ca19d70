"""A rule's conditions: groups of which all or any must be met, three deep at most. Pure.

As a document a group is `{"all": [...]}` or `{"any": [...]}`, and a condition `{"field", "op", "value"}`, with "of"
where the field asks for it: which attribute, within how many days.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

DEEPEST = 3
Document = dict[str, Any]


@dataclass(frozen=True)
class Condition:
    """One field compared with one value."""

    field: str
    op: str
    value: Any
    of: str | int | None = None


@dataclass(frozen=True)
class Group:
    """`all` of nothing is always met, `any` of nothing never."""

    how: Literal["all", "any"]
    nodes: "tuple[Node, ...]"


Node = Condition | Group


def conditions(node: Node) -> Iterator[Condition]:
    """Every condition, from left to right."""
    if isinstance(node, Condition):
        yield node
        return
    for one in node.nodes:
        yield from conditions(one)


def depth(node: Node) -> int:
    """How many groups lie in each other."""
    return 0 if isinstance(node, Condition) else 1 + max(map(depth, node.nodes), default=0)


def document(node: Node) -> Document:
    """As it is stored, and stands in a file."""
    if isinstance(node, Group):
        return {node.how: [document(one) for one in node.nodes]}
    value = list(node.value) if isinstance(node.value, tuple) else node.value
    told = {"field": node.field, "op": node.op, "value": value, "of": node.of}
    return {name: said for name, said in told.items() if said is not None}
