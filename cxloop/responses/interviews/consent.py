"""What the people of a conversation agreed to, and what may be done therefore. Pure."""

from collections.abc import Sequence
from typing import Literal, Protocol

Refusal = Literal[
    "nobody_yet", "no_consent_to_record", "who_said_it", "no_contact", "no_consent_to_follow_up"
]


class Agreed(Protocol):
    """What one participant said yes to."""

    @property
    def consent_record(self) -> bool: ...
    @property
    def consent_quote(self) -> bool: ...
    @property
    def consent_follow_up(self) -> bool: ...
    @property
    def contact_id(self) -> int | None: ...


def forbids_transcript(people: Sequence[Agreed]) -> Refusal | None:
    """Why nothing may be transcribed: everybody who is in it must have agreed to be recorded. None: it may."""
    if not people:
        return "nobody_yet"
    return None if all(person.consent_record for person in people) else "no_consent_to_record"


def forbids_follow_up(person: Agreed | None) -> Refusal | None:
    """Why nobody may call about what was said. None: they may."""
    if person is None:
        return "who_said_it"
    if not person.consent_follow_up:
        return "no_consent_to_follow_up"
    return None if person.contact_id else "no_contact"
