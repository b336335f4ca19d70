"""What a setting would have done, as figures and sentences that any page or command can show. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cxloop.settings.sentences import Sentence

MOST_EXAMPLES = 12


@dataclass(frozen=True)
class Line:
    """One figure as it was and as it would have been."""

    label: Sentence
    today: float
    draft: float
    note: Sentence | None = None

    @property
    def differs(self) -> bool:
        return self.today != self.draft


@dataclass(frozen=True)
class Example:
    """One of those it would have touched; `kind` and `id` say where it can be opened (ticket, contact)."""

    words: str
    """What the customer said; empty where they said nothing."""
    told: Sentence
    kind: str = ""
    id: int = 0


@dataclass(frozen=True)
class Consequence:
    """The past replayed. `unknown` says what no replay can know; `warnings` what the setting contradicts."""

    headline: Sentence
    days: int = 0
    """How many days were replayed; 0 where the past has nothing to say."""
    lines: Sequence[Line] = ()
    examples: Sequence[Example] = ()
    warnings: Sequence[Sentence] = ()
    unknown: Sentence | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    """The same for machines."""
    in_flight: Sentence | None = None
    """What becomes of what was promised before."""

    def as_json(self, language: str) -> dict[str, Any]:
        return {
            "days": self.days,
            "headline": self.headline.say(language),
            "lines": [{"label": one.label.say(language), "today": one.today, "draft": one.draft} for one in self.lines],
            "warnings": [one.say(language) for one in self.warnings],
            "examples": [{"told": one.told.say(language), "kind": one.kind, "id": one.id} for one in self.examples],
            "unknown": self.unknown.say(language) if self.unknown else None,
            "in_flight": self.in_flight.say(language) if self.in_flight else None,
            **self.facts,
        }  # fmt: skip
