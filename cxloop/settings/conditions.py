"""The conditions of a rule as a field: a tree, in a file as it is stored, on a page as lines."""

from dataclasses import dataclass
from typing import Any

from cxloop import rules
from cxloop.language import marked as _
from cxloop.rules import FIELDS, Condition, Group, Node, NotConditions
from cxloop.rules.operators import OPERATORS
from cxloop.settings.fields import Field
from cxloop.settings.sentences import Refused, Sentence, sentence

Line = tuple[bool, Condition | None]
"""Whether it is an alternative to the line above, and what it asks; None for an empty one."""


@dataclass(frozen=True)
class Conditions(Field):
    """A group of conditions as a document."""

    def parse(self, given: Any) -> dict[str, Any]:
        try:
            return rules.document(rules.read(given))
        except NotConditions as wrong:
            raise Refused({self.name: wrong.why}) from None

    def say(self, value: Any) -> str | Sentence:
        return rules.in_words(rules.read(value)) if value else sentence(_("nothing"))

    def schema(self) -> dict[str, Any]:
        one = {
            "type": "object",
            "required": ["field", "op"],
            "properties": {
                "field": {"enum": list(FIELDS)},
                "op": {"enum": list(OPERATORS)},
                "value": {},
                "of": {"type": ["string", "integer"]},
            },
        }
        group = {"type": "array", "minItems": 1, "items": {}}
        return {
            "type": ["object", "null"],
            "oneOf": [
                {"required": ["all"], "properties": {"all": group}},
                {"required": ["any"], "properties": {"any": group}},
            ],
            "examples": [{"all": [one]}],
        }


def lines_of(value: dict[str, Any] | None) -> list[Line] | None:
    """A tree as lines of which each begins with "and", or with "or" beside the one above; None: it needs more."""
    if not value:
        return []
    node = rules.read(value)
    groups = (
        node.nodes if isinstance(node, Group) and (node.how == "all" or len(node.nodes) == 1) else (node,)
    )
    found: list[Line] = []
    for one in groups:
        inner = _alternatives(one)
        if inner is None:
            return None
        found += [(place > 0, condition) for place, condition in enumerate(inner)]
    return found


def tree_of(lines: list[tuple[bool, dict[str, Any]]]) -> dict[str, Any] | None:
    """The document of lines as they were typed; None for none."""
    groups: list[list[dict[str, Any]]] = []
    for is_alternative, told in lines:
        if is_alternative and groups:
            groups[-1].append(told)
        else:
            groups.append([told])
    return {"all": [one[0] if len(one) == 1 else {"any": one} for one in groups]} if groups else None


def _alternatives(node: Node) -> list[Condition] | None:
    if isinstance(node, Condition):
        return [node]
    if node.how == "all" and len(node.nodes) > 1:
        return None
    inner = [one for one in node.nodes if isinstance(one, Condition)]
    return inner if len(inner) == len(node.nodes) else None
