"""A part: one kind of thing that can be set, with its fields, its checks and its consequence.

A new setting is a file in `parts/`: its fields, `read` and `write` from and to the room that keeps it, what it
refuses, and what it would have done. Draft, switching on, history, return, page, command and file are there already.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from cxloop.language import marked as _
from cxloop.naming import free_key
from cxloop.people.policies import Person, steers_settings
from cxloop.settings.consequences import Consequence
from cxloop.settings.fields import Field, Reference
from cxloop.settings.sentences import Refused, Sentence, listed, sentence

Values = dict[str, Any]


@dataclass(frozen=True)
class Item:
    """One thing of a part, as a list shows it."""

    key: str
    name: str | Sentence
    note: Sentence | None = None
    is_retired: bool = False
    level: int = 1
    """How deep it hangs below others."""


class Part(ABC):
    """One kind of thing that can be set. Values are documents: field by field, what JSON can hold."""

    every: ClassVar[dict[str, "type[Part]"]] = {}
    """Each part there is, by its name."""

    def __init_subclass__(cls) -> None:
        Part.every[cls.name] = cls

    name: ClassVar[str]
    """In addresses and files."""
    title: ClassVar[str]
    purpose: ClassVar[str]
    """In a sentence, for the top of its page."""
    one: ClassVar[str]
    """What a single thing of it is called: "a team"."""
    fields: ClassVar[tuple[Field, ...]]
    is_single: ClassVar[bool] = False
    """Whether there is exactly one: the company."""

    is_ordered: ClassVar[bool] = False
    """Whether its things are put in order by hand."""

    sets: ClassVar[tuple[tuple[str, str], ...]] = ()
    """What a company that has none may start with: codes, and what each is for."""

    def who(self, person: Person) -> bool:
        """Who opens its page; which of its things somebody may set is `may_steer`."""
        return steers_settings(person)

    @abstractmethod
    def items(self, session: Session) -> Sequence[Item]:
        """Every thing of this part in the order of the page."""

    @abstractmethod
    def read(self, session: Session, key: str) -> Values | None:
        """How this thing stands; None when there is none of this key."""

    @abstractmethod
    def write(self, session: Session, key: str, values: Values, at: datetime) -> None:
        """Make this thing so, or make it; what is in flight keeps what it was made under."""

    def starting(self, _code: str) -> dict[str, Values]:
        """The things of one of its sets, by their keys, those above others first."""
        return {}

    def moved(self, _session: Session, _key: str, *, up: bool) -> Values | None:
        """How this thing would stand one place up or down; None at the end."""
        raise NotImplementedError(up)

    file_kind: ClassVar[str] = ""
    """The kind of file it can be filled from, by how such a file's name ends."""

    def from_file(self, _values: Values, _content: bytes) -> Values:
        """These values with what the file says beside them.

        Raises:
            Refused: it cannot be read.
        """
        raise NotImplementedError

    def blank(self, _session: Session) -> Values:
        """What a new thing starts with."""
        return {field.name: field.read(None) for field in self.fields if not field.required}

    def refuse(
        self, _session: Session, _key: str, _wanted: Values, _before: Values | None
    ) -> dict[str, Sentence]:
        """Why these values cannot be, field by field; beyond what each field refuses by itself."""
        return {}

    def consequence(
        self, _session: Session, _key: str, _wanted: Values, _before: Values | None, _days: int, _at: datetime
    ) -> Consequence:
        """What it would have done in the last `days`."""
        return Consequence(sentence(_("No customer notices this change.")))

    def words(self, name: str, values: Values, language: str, session: Session) -> str:
        """What a field of these values says to a person."""
        field = next(one for one in self.fields if one.name == name)
        said = field.told(values[name], values, session)
        return said.say(language) if isinstance(said, Sentence) else said

    def may_steer(self, person: Person, _key: str, _session: Session) -> bool:
        return steers_settings(person)

    def free_key(self, session: Session, values: Values) -> str:
        """The key of a new thing, from its name."""
        taken = {"new", *(item.key for item in self.items(session))}
        return free_key(str(values.get("name") or values.get("name_en") or self.name), taken)

    def checked(self, session: Session, key: str, given: Values, before: Values | None) -> Values:
        """The values as they would be kept.

        Raises:
            Refused: with every reason, field by field.
        """
        kept, reasons = dict[str, Any](), dict[str, Sentence]()
        for field in self.fields:
            try:
                kept[field.name] = field.read(given.get(field.name))
                reasons |= self._unknown(field, kept[field.name], session)
            except Refused as refused:
                reasons |= refused.reasons
        for name in sorted(set(given) - {field.name for field in self.fields}):
            reasons[name] = sentence(_("There is no such setting."))
        if not reasons:
            reasons = self.refuse(session, key, kept, before)
        if before and not reasons:
            reasons = self._fixed(session, key, kept, before)
        if reasons:
            raise Refused(reasons)
        return kept

    def _unknown(self, field: Field, value: Any, session: Session) -> dict[str, Sentence]:
        if isinstance(field, Reference) and (unknown := field.unknown(value, session)):
            names = field.names(session)
            if gone := [names[one] for one in unknown if one in names]:
                said = _("Put away or gone meanwhile: %(names)s. Choose another, or none.")
                return {field.name: sentence(said, names=listed(gone))}
            return {field.name: sentence(_("Not known: %(keys)s."), keys=", ".join(unknown))}
        return {}

    def is_fixed(self, _session: Session, _key: str) -> bool:
        """Whether what is chosen once can be changed no more."""
        return True

    def _fixed(self, session: Session, key: str, wanted: Values, before: Values) -> dict[str, Sentence]:
        return {
            field.name: sentence(_("This is fixed once it is made."))
            for field in self.fields
            if field.once and wanted[field.name] != before[field.name] and self.is_fixed(session, key)
        }
