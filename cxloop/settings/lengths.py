"""How long a promise gives us, and other lengths for the customers of a tier, as people type them."""

import re
from dataclasses import dataclass
from typing import Any

from cxloop.calendars.lengths import read_length, say_length
from cxloop.language import LANGUAGES
from cxloop.language import marked as _
from cxloop.settings.fields import LONGEST_NAME, Field
from cxloop.settings.sentences import Sentence, in_each_language, sentence

LONGEST_TIER, MOST_TIERS = 50, 40
PRIORITIES = {"urgent": "urgent", "normal": "normal", "urgente": "urgent", "normale": "normal"}
TARGETS = re.compile(r"(?P<priority>[a-z]+)\s+(?P<contact>[^/,;]+)/(?P<solved>[^/,;]+)")
IN_ENGLISH = re.compile(r"\b(?:urgent|normal)\b")
EXPECTED = _("“%(words)s” is not understood: “Gold: urgent 2 h / 8 h, normal 4 h / 24 h” is expected.")
ByTier = dict[str, dict[str, tuple[int, int]]]
"""Minutes until first contact and until resolution, by tier and priority."""


@dataclass(frozen=True)
class Length(Field):
    """A length of working time, kept as it is written: "4 h"."""

    def parse(self, given: Any) -> str:
        minutes = (
            read_length(str(given)) if isinstance(given, str | int | float) and given is not True else None
        )
        if minutes is None:
            raise self.refusal(
                _("“%(words)s” is no length: “4 h”, “30 min” or “4 h 30 min” is expected."),
                words=str(given)[:LONGEST_NAME],
            )
        return say_length(minutes)

    def schema(self) -> dict[str, Any]:
        return {
            "type": ["string", "number", *([] if self.required else ["null"])],
            "examples": ["4 h", "30 min"],
        }


@dataclass(frozen=True)
class Tiers(Field):
    """A line a tier: its name, and the lengths of each priority that differs from everybody's."""

    def read(self, given: Any) -> list[str]:
        lines = given.splitlines() if isinstance(given, str) else given or []
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise self.refusal(_("A list of tiers is expected."))
        found: dict[str, str] = {}
        for line in filter(str.strip, lines):
            name, lengths = self._tier(line.replace("\0", ""))
            if name.casefold() in found:
                raise self.refusal(_("“%(words)s”: this tier is named twice."), words=name)
            found[name.casefold()] = say_tier(name, lengths)
        if len(found) > MOST_TIERS:
            raise self.refusal(_("That is too much: at most %(max)d."), max=MOST_TIERS)
        return [found[name] for name in sorted(found)]

    def _tier(self, line: str) -> tuple[str, dict[str, tuple[int, int]]]:
        name, colon, told = line.rpartition(":")
        name, lengths = " ".join(name.split()), dict[str, tuple[int, int]]()
        for part in re.split(r"[,;]", told):
            found = TARGETS.fullmatch(part.strip().casefold())
            minutes = [read_length(found[one]) for one in ("contact", "solved")] if found else []
            priority = PRIORITIES.get(found["priority"]) if found else None
            if priority is None or priority in lengths or None in minutes:
                raise self.refusal(EXPECTED, words=line.strip()[: 2 * LONGEST_NAME])
            lengths[priority] = (minutes[0] or 0, minutes[1] or 0)
        if not colon or not name or len(name) > LONGEST_TIER:
            raise self.refusal(EXPECTED, words=line.strip()[: 2 * LONGEST_NAME])
        return name, lengths

    def say(self, value: Any) -> str | Sentence:
        told = ("; ".join(self.typed(value, language)) for language in LANGUAGES)
        return in_each_language(*told) if value else sentence(_("none"))

    def typed(self, value: Any, language: str) -> Any:
        if language == LANGUAGES[0]:
            return value
        tiers = (line.rpartition(": ") for line in value or ())
        return [f"{name}: {IN_ENGLISH.sub(_in_italian, lengths)}" for name, _colon, lengths in tiers]

    def schema(self) -> dict[str, Any]:
        return {
            "type": "array", "items": {"type": "string"},
            "examples": [["Gold: urgent 2 h / 8 h, normal 4 h / 24 h"]],
        }  # fmt: skip


def _in_italian(found: re.Match[str]) -> str:
    return f"{found[0]}e"


def say_tier(name: str, lengths: dict[str, tuple[int, int]]) -> str:
    """As a line of `Tiers`."""
    each = [
        f"{priority} {say_length(lengths[priority][0])} / {say_length(lengths[priority][1])}"
        for priority in ("urgent", "normal")
        if priority in lengths
    ]
    return f"{name}: {', '.join(each)}"


def read_tiers(lines: list[str]) -> ByTier:
    """Lines of `Tiers` that were checked, by their tiers."""
    return dict(Tiers("", "")._tier(line) for line in lines)
