"""When an owner is warned, and who is told how long after a promise was missed, as people type them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cxloop.calendars.lengths import read_length, say_length
from cxloop.language import LANGUAGES
from cxloop.language import marked as _
from cxloop.settings.fields import EMAIL, LONGEST_NAME, Field
from cxloop.settings.sentences import Sentence, in_each_language, sentence

MOST = 20
WHOM = {
    "owner": "owner", "responsabile": "owner", "lead": "lead", "capoteam": "lead", "channel": "channel",
    "canale": "channel",
}  # fmt: skip
ITALIAN = {"owner": "responsabile", "lead": "capoteam", "channel": "canale"}


@dataclass(frozen=True)
class Shares(Field):
    """Percents of a promise's time, in their order: "50, 75, 90"."""

    def parse(self, given: Any) -> str | None:
        listed = (
            given if isinstance(given, list) else re.split(r"[,;\s]+", str(given).replace("%", " ").strip())
        )
        said = [str(one) for one in listed if str(one)]
        if not all(re.fullmatch(r"[1-9][0-9]?", one) for one in said):
            raise self.refusal(_("Percents from 1 to 99 are expected, such as 50, 75, 90."))
        return say_shares(sorted({int(one) for one in said})) or None

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "examples": ["50, 75, 90"]}


@dataclass(frozen=True)
class Chain(Field):
    """A line a call: how long after, and whom."""

    def read(self, given: Any) -> list[str]:
        lines = given.splitlines() if isinstance(given, str) else given or []
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise self.refusal(_("A list of calls is expected."))
        found = {self._call(line.replace("\0", "")) for line in lines if line.strip()}
        if len(found) > MOST:
            raise self.refusal(_("That is too much: at most %(max)d."), max=MOST)
        return [say_call(*call) for call in sorted(found)]

    def _call(self, line: str) -> tuple[int, str]:
        after, colon, to = line.rpartition(":")
        minutes, to = read_length(after), to.strip().casefold()
        whom = WHOM.get(to) or (to if EMAIL.fullmatch(to) and len(to) <= LONGEST_NAME else None)
        if not colon or minutes is None or whom is None:
            raise self.refusal(
                _("“%(words)s” is not understood: “2 h: owner” is expected."),
                words=line.strip()[: 2 * LONGEST_NAME],
            )
        return minutes, whom

    def say(self, value: Any) -> str | Sentence:
        told = ("; ".join(self.typed(value, language)) for language in LANGUAGES)
        return in_each_language(*told) if value else sentence(_("nobody"))

    def typed(self, value: Any, language: str) -> Any:
        if language == LANGUAGES[0]:
            return value
        calls = (line.rpartition(": ") for line in value or ())
        return [f"{after}: {ITALIAN.get(to, to)}" for after, _colon, to in calls]

    def schema(self) -> dict[str, Any]:
        return {
            "type": "array",
            "items": {"type": "string"},
            "examples": [["2 h: owner", "8 h: anna@example.com"]],
        }


def say_shares(shares: Iterable[int]) -> str:
    """As `Shares` keeps them."""
    return ", ".join(str(share) for share in shares)


def read_shares(text: str) -> list[int]:
    """Those of a value that was checked."""
    return [int(one) for one in text.split(",") if one.strip()]


def say_call(after: int, to: str) -> str:
    """As a line of `Chain`."""
    return f"{say_length(after)}: {to}"


def read_chain(lines: Iterable[str]) -> list[tuple[int, str]]:
    """Minutes after and whom, of lines of `Chain` that were checked."""
    return [Chain("", "")._call(line) for line in lines]
