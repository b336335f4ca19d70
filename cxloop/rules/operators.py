"""How a condition compares what an answer says with its value: in Python and in words. SQL is in `compiled`. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cxloop.language import marked as _


@dataclass(frozen=True)
class Operator:
    """`words` are msgids: as in a rule, of an answer that meets it, and of one that does not."""

    words: str
    test: Callable[[Any, Any], bool]
    met: str
    unmet: str
    unknown: str = _("%(field)s is not known")
    """Of an answer of which we know nothing there."""


def _at_most(seen: Any, value: Any) -> bool:
    return seen is not None and seen <= value


def _at_least(seen: Any, value: Any) -> bool:
    return seen is not None and seen >= value


def _between(seen: Any, value: Any) -> bool:
    return seen is not None and value[0] <= seen <= value[1]


OPERATORS: dict[str, Operator] = {
    "at_most": Operator(
        _("%(field)s is at most %(value)s"), _at_most, _("%(field)s %(seen)s ≤ %(value)s"),
        _("%(field)s %(seen)s > %(value)s"),
    ),
    "at_least": Operator(
        _("%(field)s is at least %(value)s"), _at_least, _("%(field)s %(seen)s ≥ %(value)s"),
        _("%(field)s %(seen)s < %(value)s"),
    ),
    "between": Operator(
        _("%(field)s is from %(lowest)s to %(highest)s"), _between,
        _("%(field)s %(seen)s, from %(lowest)s to %(highest)s"),
        _("%(field)s %(seen)s, not from %(lowest)s to %(highest)s"),
    ),
    "is": Operator(
        _("%(field)s is %(value)s"), lambda seen, value: bool(seen == value), _("%(field)s %(value)s"),
        _("%(field)s %(seen)s, not %(value)s"),
    ),
    "is_not": Operator(
        _("%(field)s is not %(value)s"), lambda seen, value: bool(seen != value),
        _("%(field)s %(seen)s, not %(value)s"),
        _("%(field)s %(value)s"), _("%(field)s is not %(value)s"),
    ),
    "within": Operator(
        _("%(field)s is within %(value)s days"), lambda seen, value: seen is not None and 0 <= seen <= value,
        _("%(field)s in %(seen)s days"), _("%(field)s in %(seen)s days, not within %(value)s"),
    ),
    "reaches": Operator(
        _("%(field)s is low enough %(value)s"), lambda seen, value: bool(seen == value),
        _("%(field)s %(seen)s ≤ %(value)s"), _("%(field)s %(seen)s > %(value)s"), _("its survey has no such threshold"),
    ),
    "missing": Operator(
        _("%(field)s is missing"), lambda seen, _value: not seen, _("%(field)s is missing"),
        _("%(field)s of %(seen)s characters"), _("%(field)s is missing"),
    ),
    "longer_than": Operator(
        _("%(field)s is longer than %(value)s characters"), lambda seen, value: seen > value,
        _("%(field)s of %(seen)s characters, more than %(value)s"),
        _("%(field)s of %(seen)s characters, not more than %(value)s"),
    ),
    "contains": Operator(
        _("%(field)s says “%(value)s”"), lambda seen, value: bool(seen == value), _("%(field)s says “%(value)s”"),
        _("%(field)s does not say “%(value)s”"), _("%(field)s does not say “%(value)s”"),
    ),
}  # fmt: skip
