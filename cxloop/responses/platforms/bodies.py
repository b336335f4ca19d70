"""The body of a call, read without trust: whatever somebody sends, it is a tree of plain values or NotUnderstood."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from cxloop.responses.importing.texts import cleaned
from cxloop.responses.platforms.reasons import NotUnderstood

MOST_FIELDS = 9_000
DEEPEST = 30
LONGEST_TEXT = 100_000
FORM = "application/x-www-form-urlencoded"
Tree = dict[str, Any]


class Body:
    """The raw bytes, and what they say once somebody asks."""

    def __init__(self, raw: bytes, content_type: str | None) -> None:
        self.raw = raw
        self.content_type = (content_type or "").partition(";")[0].strip().lower()

    @property
    def is_form(self) -> bool:
        return self.content_type == FORM

    @cached_property
    def tree(self) -> Tree:
        """The JSON object. Raises NotUnderstood."""
        return tree_of(self.text)

    @cached_property
    def form(self) -> dict[str, str]:
        """The fields of a form. Raises NotUnderstood."""
        try:
            pairs = parse_qsl(self.text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
        except UnicodeDecodeError:
            raise NotUnderstood("not_utf8") from None
        except ValueError:
            raise NotUnderstood("too_many_fields", {"most": MOST_FIELDS}) from None
        return _without_doubles(pairs)

    @cached_property
    def text(self) -> str:
        try:
            return self.raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise NotUnderstood("not_utf8") from None


def tree_of(text: str) -> Tree:
    """A JSON object with bounded depth and width, without NaN and without a name twice. Raises NotUnderstood."""
    try:
        found = json.loads(text, parse_constant=_no_number, object_pairs_hook=_without_doubles)
    except ValueError:
        raise NotUnderstood("not_json") from None
    except RecursionError:
        raise NotUnderstood("too_deep") from None
    if not isinstance(found, dict):
        raise NotUnderstood("not_an_object")
    _bounded(found)
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        # counted in one go: a megabyte has a hundred thousand names, and comparing each with each takes half an hour
        twice = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise NotUnderstood("name_twice", {"name": cleaned(twice)[:60]})
    return found


def _bounded(tree: Tree) -> None:
    """Breadth first, so that neither depth nor width can exhaust anything."""
    level: list[object] = [tree]
    count = 0
    for _ in range(DEEPEST):
        below: list[object] = []
        for value in level:
            if isinstance(value, dict):
                below.extend(value.values())
            elif isinstance(value, list):
                below.extend(value)
        count += len(below)
        if count > MOST_FIELDS:
            raise NotUnderstood("too_many_fields", {"most": MOST_FIELDS})
        if not below:
            return
        level = below
    raise NotUnderstood("too_deep")


def part(tree: object, *names: str) -> Tree:
    """An object inside the tree. Raises NotUnderstood when it is not there."""
    found = value_at(tree, *names)
    if not isinstance(found, dict):
        raise NotUnderstood("part_missing", {"part": ".".join(names)})
    return found


def parts(tree: object, *names: str) -> list[Tree]:
    """The objects of a list inside the tree; a missing list is an empty one. Raises NotUnderstood for another thing."""
    found = value_at(tree, *names)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise NotUnderstood("part_missing", {"part": ".".join(names)})
    return found


def value_at(tree: object, *names: str) -> Any:
    """A value inside the tree, or None."""
    for name in names:
        if not isinstance(tree, dict):
            return None
        tree = tree.get(name)
    return tree


def word(value: object) -> str | None:
    """A text, a number or a truth as cleaned text; None for nothing, for blanks, and for what is not one value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | str):
        return cleaned(str(value)[:LONGEST_TEXT]) or None
    return None


def leaves(tree: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every single value with its JSON pointer (RFC 6901)."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from leaves(value, f"{path}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(tree, list):
        for position, value in enumerate(tree):
            yield from leaves(value, f"{path}/{position}")
    else:
        yield path, tree
