"""What can be set, each described once: how it is read, checked, said in words, and its schema.

Pages make their form from it, the file its schema, the history its words. A value is what JSON can hold.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy.orm import Session

from cxloop.language import LANGUAGES
from cxloop.language import marked as _
from cxloop.settings.sentences import Refused, Sentence, listed, sentence

Option = tuple[str, str | Sentence]
"""A code and what a person reads for it."""
Options = Callable[[Session], Sequence[Option]]

LONGEST_NAME, LONGEST_TEXT = 120, 4_000
WHOLE = re.compile(r"\s*-?[0-9]{1,9}\s*")
COLOUR = re.compile(r"#[0-9a-f]{6}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|[^@\s]+@localhost")


@cache
def zone_names() -> list[str]:
    """Every time zone of a place."""
    return sorted(
        name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))
    )


@dataclass(frozen=True)
class Field:
    """One fact of a setting. `label` and `help` are msgids."""

    name: str
    label: str
    help: str = ""
    required: bool = False
    once: bool = False
    """Chosen when the thing is made, and fixed from then on."""

    def read(self, given: Any) -> Any:
        """The value of what was typed or stands in a file; None for nothing.

        Raises:
            Refused: it cannot be this field's.
        """
        blank = given is None or given == [] or (isinstance(given, str) and not given.strip())
        value = None if blank else self.parse(given)
        if value is None and self.required:
            raise self.refusal(_("This is needed."))
        return value

    def parse(self, given: Any) -> Any:
        raise NotImplementedError

    def say(self, value: Any) -> str | Sentence:
        """What a person reads."""
        return sentence(_("nothing")) if value is None else str(value)

    def told(self, value: Any, _whole: dict[str, Any], _session: Session) -> str | Sentence:
        """The same with the names of what it refers to; `whole` are the values it stands among."""
        return self.say(value)

    def typed(self, value: Any, _language: str) -> Any:
        """As it stands in a form of this language."""
        return value

    def schema(self) -> dict[str, Any]:
        raise NotImplementedError

    def options(self, _session: Session) -> Sequence[Option]:
        """What may be chosen, where it is a choice."""
        return ()

    def refusal(self, text: str, **facts: Any) -> Refused:
        return Refused({self.name: sentence(text, **facts)})


@dataclass(frozen=True)
class Words(Field):
    """A short text of one line, or with `long` one of several."""

    longest: int = LONGEST_NAME
    long: bool = False

    def parse(self, given: Any) -> str | None:
        if not isinstance(given, str):
            raise self.refusal(_("A text is expected."))
        kept = given.replace("\0", "").encode("utf-8", "ignore").decode()
        text = (
            "\n".join(" ".join(line.split()) for line in kept.splitlines()).strip()
            if self.long
            else " ".join(kept.split())
        )
        longest = LONGEST_TEXT if self.long else self.longest
        if len(text) > longest:
            raise self.refusal(_("Keep it under %(max)d characters."), max=longest)
        return text or None

    def say(self, value: Any) -> str | Sentence:
        return sentence(_("“%(words)s”"), words=value) if value else sentence(_("nothing"))

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "maxLength": LONGEST_TEXT if self.long else self.longest}


@dataclass(frozen=True)
class Whole(Field):
    """A whole number between two others."""

    lowest: int = 0
    highest: int = 1_000_000

    def parse(self, given: Any) -> int | None:
        if isinstance(given, bool) or not isinstance(given, int | str) or not WHOLE.fullmatch(str(given)):
            raise self.refusal(_("A whole number is expected."))
        number = int(given)
        if not self.lowest <= number <= self.highest:
            raise self.refusal(
                _("A number from %(lowest)d to %(highest)d."), lowest=self.lowest, highest=self.highest
            )
        return number

    def schema(self) -> dict[str, Any]:
        return {"type": ["integer", "null"], "minimum": self.lowest, "maximum": self.highest}


@dataclass(frozen=True)
class Flag(Field):
    """Yes or no."""

    def read(self, given: Any) -> bool:
        if given in (None, "", [], False, "false", "no", "off", "0", 0):
            return False
        if given in (True, "true", "yes", "on", "y", "1", 1):
            return True
        raise self.refusal(_("Yes or no is expected."))

    def say(self, value: Any) -> Sentence:
        return sentence(_("yes")) if value else sentence(_("no"))

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Choice(Field):
    """One of a few codes, each with its msgid; None where nothing need be chosen."""

    among: tuple[tuple[str, str], ...] = ()
    nothing: str = _("none")
    """What choosing nothing means."""

    def parse(self, given: Any) -> str:
        if not isinstance(given, str) or given not in dict(self.among):
            raise self.refusal(_("One of these is expected: %(codes)s."), codes=", ".join(dict(self.among)))
        return given

    def say(self, value: Any) -> str | Sentence:
        return sentence(dict(self.among).get(value) or self.nothing)

    def options(self, _session: Session) -> Sequence[Option]:
        return [(code, sentence(label)) for code, label in self.among]

    def schema(self) -> dict[str, Any]:
        return {"enum": [*dict(self.among), None]}


@dataclass(frozen=True)
class Language(Choice):
    among: tuple[tuple[str, str], ...] = tuple(
        (code, {"en": _("English"), "it": _("Italian")}[code]) for code in LANGUAGES
    )


@dataclass(frozen=True)
class Colour(Field):
    def parse(self, given: Any) -> str:
        text = str(given).strip().casefold()
        if not COLOUR.fullmatch(text):
            raise self.refusal(_("A colour such as #3d5a80 is expected."))
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "pattern": "^#[0-9a-fA-F]{6}$"}


@dataclass(frozen=True)
class Email(Field):
    def parse(self, given: Any) -> str:
        text = str(given).strip()
        if len(text) > 254 or not EMAIL.fullmatch(text):
            raise self.refusal(_("That is not an e-mail address."))
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "format": "email"}


@dataclass(frozen=True)
class Zone(Field):
    """A time zone by its name, as Europe/Rome."""

    nothing: str = _("the installation's")

    def options(self, _session: Session) -> Sequence[Option]:
        return [
            (name, name)
            for name in sorted(available_timezones())
            if "/" in name and not name.startswith("Etc/")
        ]

    def parse(self, given: Any) -> str:
        text = str(given).strip()
        try:
            return ZoneInfo(text).key
        except (OSError, ValueError, KeyError):
            raise self.refusal(_("A time zone such as Europe/Rome is expected.")) from None

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"], "examples": ["Europe/Rome"]}


@dataclass(frozen=True)
class Reference(Field):
    """Another thing by its key: a team, a calendar, a person by their e-mail."""

    among: Options = lambda _session: ()
    ever: Options = lambda _session: ()
    """What is offered no more too, for the names of the past."""
    to: str = ""
    """The part its keys are of, where that part asks who names it before it puts something away."""
    nothing: str = _("none")

    def parse(self, given: Any) -> str:
        if not isinstance(given, str):
            raise self.refusal(_("A key is expected."))
        return given.strip()

    def options(self, session: Session) -> Sequence[Option]:
        return self.among(session)

    def names(self, session: Session) -> dict[str, str | Sentence]:
        return {**dict(self.ever(session)), **dict(self.among(session))}

    def told(self, value: Any, _whole: dict[str, Any], session: Session) -> str | Sentence:
        return self.names(session).get(value, value) if value else self.say(value)

    def unknown(self, value: Any, session: Session) -> list[str]:
        """Which of the keys stand for nothing."""
        known = {code for code, _label in self.among(session)}
        wanted = value if isinstance(value, list) else [value] if value else []
        return [one for one in wanted if one not in known]

    def say(self, value: Any) -> str | Sentence:
        return value or sentence(self.nothing)

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "null"]}


@dataclass(frozen=True)
class References(Reference):
    """Several things by their keys."""

    def read(self, given: Any) -> list[str]:
        wanted = [given] if isinstance(given, str) and given else (given or [])
        if not isinstance(wanted, list) or not all(isinstance(one, str) for one in wanted):
            raise self.refusal(_("A list of keys is expected."))
        return sorted({one.strip() for one in wanted if one.strip()})

    def told(self, value: Any, _whole: dict[str, Any], session: Session) -> str | Sentence:
        names = self.names(session) if value else {}
        return listed(names.get(one, one) for one in value) if value else self.say(value)

    def say(self, value: Any) -> str | Sentence:
        return ", ".join(value) if value else sentence(self.nothing)

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
