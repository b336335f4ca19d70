"""Lists of words, a line each; and a word that is suggested but may be any other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from cxloop.language import marked as _
from cxloop.settings.fields import Field, Option, Options, Words
from cxloop.settings.sentences import Sentence, sentence

MOST_WORDS, LONGEST_WORD = 60, 100


@dataclass(frozen=True)
class WordList(Field):
    """Short texts in the order they were written, each once."""

    def read(self, given: Any) -> list[str]:
        lines = given.splitlines() if isinstance(given, str) else given or []
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise self.refusal(_("A list of texts is expected."))
        one = Words(self.name, self.label, longest=LONGEST_WORD)
        found = {word.casefold(): word for line in reversed(lines) if (word := one.read(line))}
        if len(found) > MOST_WORDS:
            raise self.refusal(_("That is too much: at most %(max)d."), max=MOST_WORDS)
        return list(reversed(found.values()))

    def say(self, value: Any) -> str | Sentence:
        return sentence(_("“%(words)s”"), words="”, “".join(value)) if value else sentence(_("none"))

    def schema(self) -> dict[str, Any]:
        return {
            "type": "array",
            "items": {"type": "string", "maxLength": LONGEST_WORD},
            "maxItems": MOST_WORDS,
        }


@dataclass(frozen=True)
class Suggested(Words):
    """A word of one's own; some are suggested."""

    among: Options = lambda _session: ()

    def options(self, session: Session) -> Sequence[Option]:
        return self.among(session)
