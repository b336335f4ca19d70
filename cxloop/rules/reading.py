"""Conditions as they are typed or stand in a file, read and checked. Pure."""

from typing import Any

from cxloop.language import marked as _
from cxloop.rules.fields import FIELDS, Field
from cxloop.rules.tree import DEEPEST, Condition, Group, Node
from cxloop.sentences import Sentence, sentence

MOST_CONDITIONS = 30
LONGEST = 120
MOST_DAYS = 3_650


class NotConditions(ValueError):
    """The document is no tree of conditions; `why` is a sentence."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(why.text)
        self.why = why


def read(given: Any) -> Node:
    """The tree of a document.

    Raises:
        NotConditions
    """
    node = _node(given, 1, [0])
    return node if isinstance(node, Group) else Group("all", (node,))


def _node(given: Any, level: int, count: list[int]) -> Node:
    if not isinstance(given, dict):
        raise NotConditions(sentence(_("A condition or a group “all” or “any” is expected.")))
    groups = [how for how in ("all", "any") if how in given]
    if not groups:
        count[0] += 1
        if count[0] > MOST_CONDITIONS:
            raise NotConditions(sentence(_("A rule has %(most)d conditions at most."), most=MOST_CONDITIONS))
        return _condition(given)
    nodes = given[groups[0]]
    if len(given) > 1 or not isinstance(nodes, list):
        raise NotConditions(sentence(_("A group holds “all” or “any”, and a list of conditions in it.")))
    if level > DEEPEST:
        raise NotConditions(sentence(_("Groups lie three deep at most.")))
    if not nodes:
        raise NotConditions(sentence(_("A group needs a condition at least.")))
    found = tuple(_node(one, level + 1, count) for one in nodes)
    return Group("all" if groups[0] == "all" else "any", found)


def _condition(given: dict[str, Any]) -> Condition:
    field = FIELDS.get(str(given.get("field")))
    if field is None:
        raise NotConditions(sentence(_("There is no field “%(name)s”."), name=str(given.get("field"))[:40]))
    op = given.get("op") or field.operators[0]
    if op not in field.operators:
        raise NotConditions(
            sentence(
                _("“%(field)s” is compared with one of these: %(operators)s."), field=field.name,
                operators=", ".join(field.operators),
            )
        )  # fmt: skip
    if unknown := sorted(set(given) - {"field", "op", "value", "of"}):
        raise NotConditions(sentence(_("A condition has no “%(name)s”."), name=str(unknown[0])[:40]))
    return Condition(field.name, op, _value(field, op, given.get("value")), _of(field, given.get("of")))


def _value(field: Field, op: str, given: Any) -> Any:
    if op == "missing":
        return None
    if op == "between":
        pair = given if isinstance(given, list | tuple) else str(given or "").replace("–", "-").split("-")
        if len(pair) != 2:
            raise _wrong(field, _("%(field)s: two numbers are expected, such as 3-6."))
        lowest, highest = (_whole(field, one) for one in pair)
        if lowest > highest:
            raise _wrong(field, _("%(field)s: the first number must not be above the second."))
        return (lowest, highest)
    if field.kind == "whole" or op == "longer_than":
        return _whole(field, given)
    text = (
        " ".join(str(given).split()) if isinstance(given, str | int) and not isinstance(given, bool) else ""
    )
    if not text or len(text) > LONGEST or "\0" in text:
        raise _wrong(field, _("%(field)s: a text of at most 120 characters is expected."))
    if field.kind == "choice" and text not in field.among:
        raise _wrong(
            field, _("%(field)s: one of these is expected: %(codes)s."), codes=", ".join(field.among)
        )
    return text


def _of(field: Field, given: Any) -> str | int | None:
    if field.of is None:
        if given not in (None, ""):
            raise _wrong(field, _("%(field)s asks for nothing besides."))
        return None
    if field.of == "days":
        days = _whole(field, given)
        if not 1 <= days <= MOST_DAYS:
            raise _wrong(field, _("%(field)s: within 1 to 3650 days."))
        return days
    name = " ".join(str(given or "").split())
    if not name or len(name) > LONGEST or any(mark in name for mark in '"\\\0'):
        raise _wrong(field, _("%(field)s: the name of an attribute is expected."))
    return name


def _whole(field: Field, given: Any) -> int:
    try:
        number = int(str(given).strip()) if not isinstance(given, bool | float) else None
    except ValueError:
        number = None
    if number is None or not 0 <= number <= field.highest:
        raise _wrong(
            field, _("%(field)s: a whole number from 0 to %(highest)d is expected."), highest=field.highest
        )
    return number


def _wrong(field: Field, text: str, **facts: Any) -> NotConditions:
    return NotConditions(sentence(text, field=sentence(field.label), **facts))
