"""Every field a condition may ask of, described once: words, type, operators, and how it is read from facts. Pure.

The SQL expression of the same value is in `compiled`; a test holds the two against each other.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from cxloop.language import marked as _
from cxloop.rules.facts import Facts, survey_in
from cxloop.rules.tree import Condition

Kind = Literal["whole", "text", "choice"]
Read = Callable[[Facts, Condition], Any]
COUNTED = ("at_most", "at_least", "between")
NAMED = ("is", "is_not")
HIGHEST = 1_000_000_000


@dataclass(frozen=True)
class Field:
    """`label` and the words of `among` are msgids; `of` says what a condition on it has to name besides."""

    name: str
    label: str
    kind: Kind
    operators: tuple[str, ...]
    read: Read
    among: dict[str, str] = field(default_factory=dict)
    highest: int = HIGHEST
    of: Literal["days", "attribute"] | None = None
    is_of_score: bool = False
    """Known from the survey and the score alone."""


def _fact(name: str) -> Read:
    return lambda facts, _condition: facts.get(name)


def _of_survey(name: str) -> Read:
    return lambda facts, _condition: facts["survey"][name]


def _threshold(facts: Facts, condition: Condition) -> str | None:
    limit = survey_in(facts).threshold(condition.value)
    return condition.value if limit is not None and facts["score"] <= limit else None


def _comment(facts: Facts, condition: Condition) -> Any:
    if condition.op != "contains":
        return facts["comment_length"]
    return condition.value if condition.value in facts["said"] else None


def _attribute(facts: Facts, condition: Condition) -> str | None:
    """Only values that rules ask for are among the facts."""
    return condition.value if condition.value in facts["attributes"].get(condition.of, ()) else None


DOORS = {
    "file": _("a file"), "api": _("the programming interface"), "hook": _("a survey platform"),
    "page": _("our own survey page"), "hand": _("a colleague who wrote it down"),
}  # fmt: skip
ROLES = {
    "decision_maker": _("decision maker"), "champion": _("champion"), "buyer": _("buyer"),
    "influencer": _("influencer"), "user": _("user"),
}  # fmt: skip
METRICS = {"nps": "NPS", "enps": "eNPS", "csat": "CSAT", "ces": "CES", "osat": "OSAT"}
BANDS = {"low": _("low"), "middle": _("middle"), "high": _("high")}
THRESHOLDS = {
    "report": _("for reports, as its survey says"), "ticket": _("for a ticket, as its survey says"),
    "urgent": _("for an urgent ticket, as its survey says"),
}  # fmt: skip

_ALL = (
    Field("metric", _("metric"), "choice", NAMED, _of_survey("metric"), METRICS, is_of_score=True),
    Field("survey", _("survey"), "text", NAMED, _of_survey("key"), is_of_score=True),
    Field("threshold", _("the score"), "choice", ("reaches",), _threshold, THRESHOLDS, is_of_score=True),
    Field("score", _("the score"), "whole", COUNTED, _fact("score"), highest=100, is_of_score=True),
    Field(
        "share", _("score in percent of its scale"), "whole", COUNTED,
        lambda facts, _condition: survey_in(facts).share(facts["score"]), highest=100, is_of_score=True,
    ),
    Field(
        "band", _("score band"), "choice", NAMED,
        lambda facts, _condition: survey_in(facts).band(facts["score"]), BANDS, is_of_score=True,
    ),
    Field("comment", _("comment"), "text", ("missing", "contains", "longer_than"), _comment, highest=10_000),
    Field("language", _("the language"), "text", NAMED, _fact("language")),
    Field("touchpoint", _("the touchpoint"), "text", NAMED, _fact("touchpoint")),
    Field("stage", _("stage"), "text", NAMED, _fact("stage")),
    Field("source", _("way it came"), "choice", NAMED, _fact("door"), DOORS),
    Field("tier", _("account tier"), "text", NAMED, _fact("tier")),
    Field("yearly_value", _("yearly value of the account"), "whole", ("at_least", "at_most"), _fact("yearly_value")),
    Field("renewal", _("renewal of the account"), "whole", ("within",), _fact("renews_in"), highest=3_650),
    Field("buying_role", _("buying role"), "choice", NAMED, _fact("buying_role"), ROLES),
    Field(
        "fell_by", _("fall since the last answer"), "whole", ("at_least",), _fact("fell_by"), highest=100,
    ),
    Field(
        "low_answers", _("low answers"), "whole", ("at_least",),
        lambda facts, condition: facts["lows"][str(condition.of)], highest=1_000, of="days",
    ),
    Field(
        "attribute", _("attribute"), "text", ("is",),
        _attribute,
        of="attribute",
    ),
)  # fmt: skip
FIELDS: dict[str, Field] = {one.name: one for one in _ALL}
"""In the order in which they are offered."""
