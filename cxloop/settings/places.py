"""Countries and regions whose public holidays are known, by their names."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel import Locale
from sqlalchemy.orm import Session

from cxloop.calendars.holidays import countries, regions
from cxloop.language import LANGUAGES
from cxloop.language import marked as _
from cxloop.settings.fields import Choice, Option
from cxloop.settings.sentences import Sentence, in_each_language


@cache
def _countries() -> dict[str, Sentence]:
    names = [Locale(language).territories for language in ("en", "it")]
    return {code: in_each_language(*(one.get(code, code) for one in names)) for code in countries()}


@dataclass(frozen=True)
class Country(Choice):
    """By its two letters."""

    nothing: str = _("no public holidays")

    def options(self, _session: Session) -> Sequence[Option]:
        return sorted(_countries().items(), key=lambda one: one[1].say(LANGUAGES[0]))

    def parse(self, given: Any) -> str:
        code = str(given).strip().upper()
        if code not in _countries():
            raise self.refusal(_("No public holidays are known for %(place)s."), place=str(given)[:40])
        return code

    def say(self, value: Any) -> str | Sentence:
        return _countries().get(value) or super().say(value)

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "examples": ["IT"]}


@dataclass(frozen=True)
class Region(Choice):
    """A region of the country another field names, by its code or its name; what there is depends on that one."""

    of: str = "country"
    nothing: str = _("the whole country")

    def options_in(self, country: str | None) -> Sequence[Option]:
        return sorted(regions(country or "").items(), key=lambda one: one[1])

    def parse(self, given: Any) -> str:
        return str(given).strip()[:60]

    def code_in(self, country: str | None, given: str) -> str:
        """
        Raises:
            Refused: the country has no such region.
        """
        for code, name in self.options_in(country):
            if given.casefold() in (code.casefold(), str(name).casefold()):
                return code
        raise self.refusal(_("No public holidays are known for %(place)s."), place=given)

    def say(self, value: Any) -> str | Sentence:
        return value or super().say(value)

    def told(self, value: Any, whole: dict[str, Any], _session: Session) -> str | Sentence:
        return regions(whole.get(self.of) or "").get(value, value) if value else self.say(value)

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "examples": ["MI", "Milano"]}
