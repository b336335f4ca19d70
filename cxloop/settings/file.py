"""Everything that can be set as one document, and what a document would change; applying it twice changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cxloop.language import marked as _
from cxloop.settings import history, ledger
from cxloop.settings.consequences import Consequence
from cxloop.settings.ledger import Hand, NothingToChange
from cxloop.settings.part import Part, Values
from cxloop.settings.parts import PARTS
from cxloop.settings.people_part import PeoplePart
from cxloop.settings.sentences import Refused, Sentence, sentence

DAYS = 90
PEOPLE = PeoplePart()
IN_A_FILE: dict[str, Part] = {PEOPLE.name: PEOPLE, **PARTS}
"""In the order in which they need each other: a team names its people."""
Document = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """What applying a document does to one thing."""

    part: Part
    key: str
    is_new: bool
    differences: list[Sentence]
    consequence: Consequence | None


class FileRefused(ValueError):
    """The document cannot be applied; nothing of it was. Reasons by "part.key.field"."""

    def __init__(self, reasons: dict[str, Sentence]) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = reasons


def document(session: Session) -> Document:
    """How everything stands, part by part; without secrets, and without what is empty."""
    found: Document = {}
    for part in IN_A_FILE.values():
        things = {item.key: _told(part.read(session, item.key)) for item in part.items(session)}
        if part.is_single:
            found[part.name] = next(iter(things.values()))
        elif things:
            found[part.name] = things
    return found


def apply(
    session: Session, wanted: Document, hand: Hand, at: datetime, *, with_past: bool = False
) -> list[Change]:
    """Make things as the document says; what it does not name stays as it is.

    With `with_past`, each change tells what it would have done.

    Raises:
        FileRefused: with every reason; the caller's unit of work must be taken back.
    """
    changes, reasons = list[Change](), dict[str, Sentence]()
    for part, key, given in _things(wanted, reasons):
        try:
            changes += _make(session, part, key, given, hand, at, with_past)
        except Refused as refused:
            reasons |= {
                f"{_place(part, key)}.{name}".rstrip("."): why for name, why in refused.reasons.items()
            }
    if reasons:
        raise FileRefused(reasons)
    return changes


def schema() -> Document:
    """The JSON Schema of a document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "cxloop settings",
        "type": "object",
        "additionalProperties": False,
        "properties": {part.name: _schema_of(part) for part in IN_A_FILE.values()},
    }


def _things(wanted: Document, reasons: dict[str, Sentence]) -> Iterator[tuple[Part, str, Values]]:
    """Each thing of the document, in the order in which parts need each other."""
    for name in sorted(set(wanted) - set(IN_A_FILE)):
        reasons[name] = sentence(
            _("There is no such part; these are: %(parts)s."), parts=", ".join(IN_A_FILE)
        )
    for part in IN_A_FILE.values():
        told = wanted.get(part.name)
        things = {part.name: told} if part.is_single and told is not None else told or {}
        if not isinstance(things, dict):
            reasons[part.name] = sentence(_("A table of things by their keys is expected."))
            continue
        seen = set[str]()
        for key, values in things.items():
            if wrong := _wrong_key(key.strip().casefold(), seen):
                reasons[_place(part, key)] = wrong
            elif isinstance(values, dict):
                yield part, key, values
            else:
                reasons[_place(part, key)] = sentence(_("A table of settings is expected."))
            seen.add(key.strip().casefold())


def _wrong_key(key: str, seen: set[str]) -> Sentence | None:
    if not key:
        return sentence(_("It needs a key, by which it is found again."))
    return sentence(_("It is there twice: only one can be meant.")) if key in seen else None


def _make(
    session: Session, part: Part, key: str, given: Values, hand: Hand, at: datetime, with_past: bool
) -> list[Change]:
    before = part.read(session, key)
    values = (before if before is not None else part.blank(session)) | given
    wanted = part.checked(session, key, values, before)
    past = (
        part.consequence(session, key, wanted, before, DAYS, at) if with_past and before != wanted else None
    )
    if part is PEOPLE:
        if before == wanted:
            return []
        PEOPLE.make(session, key, wanted, hand, at)
    else:
        try:
            ledger.switch_on(session, part, key, values, hand, at=at)
        except NothingToChange:
            return []
    return [Change(part, key, before is None, history.differences(part, before or {}, wanted, session), past)]


def _told(values: Values | None) -> Values:
    return {name: value for name, value in (values or {}).items() if value not in (None, [])}


def _place(part: Part, key: str) -> str:
    return part.name if part.is_single else f"{part.name}.{key}"


def _schema_of(part: Part) -> Document:
    one = {
        "type": "object",
        "additionalProperties": False,
        "properties": {field.name: field.schema() | {"title": field.label} for field in part.fields},
    }
    return one if part.is_single else {"type": "object", "additionalProperties": one}
