"""A sentence that is put into words when somebody reads it, in their language. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cxloop.language import LANGUAGES, words


@dataclass(frozen=True)
class Sentence:
    """A msgid with its facts; with `many`, the plural of `count`. A fact may be a sentence itself."""

    text: str
    facts: dict[str, Any] = field(default_factory=dict)
    many: str | None = None
    count: int = 0

    def say(self, language: str) -> str:
        catalogue = words(language)
        told = {
            name: fact.say(language) if isinstance(fact, Sentence) else fact
            for name, fact in self.facts.items()
        }
        if self.many is not None:
            return catalogue.ngettext(self.text, self.many, self.count) % ({"num": self.count} | told)
        said = catalogue.gettext(self.text)
        return said % told if told else said


@dataclass(frozen=True)
class InEachLanguage(Sentence):
    """Words that a company keeps in every language: no catalogue knows them."""

    def say(self, language: str) -> str:
        return str(self.facts.get(language) or self.text)


def in_each_language(english: str, italian: str) -> InEachLanguage:
    return InEachLanguage(english, {"it": italian})


def listed(things: Iterable[str | Sentence], between: str = ", ") -> InEachLanguage:
    """One after the other, in each language in its own order."""
    told = list(things)
    said = {
        language: between.join(
            sorted(one.say(language) if isinstance(one, Sentence) else one for one in told)
        )
        for language in LANGUAGES
    }
    return InEachLanguage(said["en"], said)


def sentence(text: str, **facts: Any) -> Sentence:
    return Sentence(text, facts)


def counted(one: str, many: str, count: int, **facts: Any) -> Sentence:
    """Singular or plural; the number is %(num)s."""
    return Sentence(one, facts, many, count)
