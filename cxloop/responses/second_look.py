"""What a better reading of a file says of an answer we have: left as it is, corrected, or somebody else's. Pure.

A row corrects an answer only where that answer came from this row: the file is the same byte for byte and the answer
was not touched since, or the earlier reading of the same line says what we have. Everything else is an answer heard
again, under the rules of every door: the newest version wins, and nothing never overwrites something.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from cxloop.accounts.mailboxes import is_shared
from cxloop.responses.importing.answers import Heard
from cxloop.responses.sameness import Said, are_two_people, is_another

Verdict = Literal["same", "correct", "new", "other", "later"]
"""`other`: somebody else's answer stands under the id. `later`: what we have was said after what the file holds."""
PERSON = ("contact_external_id", "email", "name", "phone")
FACTS = ("language", "touchpoint", "stage")


class Kept(NamedTuple):
    """An answer as we have it, with whoever gave it as far as we know them."""

    id: int
    external_id: str
    said: Said
    phone: str | None
    contact_id: int | None
    facts: Mapping[str, str | None]
    attributes: Mapping[str, Any]
    is_untouched: bool
    """It came from this very file, and nothing was changed since."""
    is_anonymous: bool = False
    named_up_to: int | None = None
    """The highest score that a rule named on the day it was heard."""


@dataclass(frozen=True)
class Judged:
    """`changes` is field → (before, after); `person` what is to become of who gave it."""

    verdict: Verdict
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    person: Literal["", "found", "moved", "learned"] = ""
    """found: we did not know them, or had no address; moved: the earlier reading took somebody else for them."""


def judge(
    kept: Kept | None, now: Heard, earlier: Heard | None, *, restarts: bool, id_is_free: bool = True
) -> Judged:
    """`earlier` is what the same line said as it was read before, where that is known.

    `id_is_free`: no other answer stands under the id that the row has now.
    """
    if kept is None:
        return Judged("new")
    said = kept.said
    two = None if kept.is_anonymous else are_two_people(said, now)
    is_ours = kept.is_untouched or explains(earlier, said)
    if two:
        is_misread = earlier is not None and are_two_people(said, earlier) is False and is_ours
        if not is_misread:
            return Judged("other")
    elif two is None and not is_ours and is_another(said, now, restarts=restarts):
        return Judged("other")
    content = _content(said, now)
    if content and not is_ours and (now.answered_at or said.answered_at) < said.answered_at:
        return Judged("later")
    person = "moved" if two else _person(kept, now)
    changes = content | _facts(kept, now)
    if kept.external_id != now.external_id and id_is_free:
        changes["external_id"] = (kept.external_id, now.external_id)
    if person:
        changes["person"] = (_called(said), _called(now))
    return Judged("correct", changes, person) if changes else Judged("same")  # type: ignore[arg-type]


def says_the_same(said: Said, now: Heard) -> bool:
    """Whether an answer holds exactly what this row says: so exactly that it is this row's."""
    return bool(now.comment) and (said.score, said.comment, said.answered_at) == (
        now.score,
        now.comment,
        now.answered_at,
    )


def explains(earlier: Heard | None, said: Said) -> bool:
    """Whether what we have is what this line said before: of the same person, if of anybody."""
    if earlier is None or are_two_people(said, earlier):
        return False
    at = earlier.answered_at or said.answered_at
    return (earlier.score, earlier.comment, at) == (said.score, said.comment, said.answered_at)


def _content(said: Said, now: Heard) -> dict[str, tuple[Any, Any]]:
    wanted = {
        "score": (said.score, said.score if now.score is None else now.score),
        "comment": (said.comment, now.comment or said.comment),
        "answered_at": (said.answered_at, now.answered_at or said.answered_at),
    }
    return {name: pair for name, pair in wanted.items() if pair[0] != pair[1]}


def _facts(kept: Kept, now: Heard) -> dict[str, tuple[Any, Any]]:
    changes: dict[str, tuple[Any, Any]] = {
        name: (kept.facts[name], new)
        for name in FACTS
        if (new := getattr(now, name)) and new != kept.facts[name]
    }
    if (more := {**kept.attributes, **(now.attributes or {})}) != dict(kept.attributes):
        changes["attributes"] = (dict(kept.attributes), more)
    return changes


def _person(kept: Kept, now: Heard) -> str:
    said = kept.said
    if kept.is_anonymous or not any(getattr(now, name) for name in PERSON):
        return ""
    has_address = bool(said.contact_external_id or said.email)
    if kept.contact_id is None or (not has_address and (now.contact_external_id or now.email)):
        return "found"
    is_known = has_address and not (now.email and is_shared(now.email))
    learns = (now.name and not said.name) or (now.phone and not kept.phone)
    return "learned" if is_known and learns else ""


def _called(who: Said | Heard) -> str | None:
    return who.name or who.email or who.contact_external_id
