"""Calls that are JSON with names: what each name holds is told by the platform's description, or guessed later.

A name is looked at together with the names it stands under ("customer email"), so that a colleague's address is never
the customer's; alone only at the top, or below what only wraps the answer.
"""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256

from cxloop.responses.descriptions import Description
from cxloop.responses.descriptions.description import SURVEY_TYPES, spoken, squeezed
from cxloop.responses.importing.spelling import plain
from cxloop.responses.platforms.asked import Asked
from cxloop.responses.platforms.bodies import Tree, leaves, word
from cxloop.responses.platforms.told import Told

WRAPPINGS = {
    "data", "item", "response", "responses", "body", "payload", "event", "event data", "properties", "fields", "values",
    "object", "answer", "submission", "review", "detail", "result", "survey response", "additional fields",
    "satisfaction rating",
}  # fmt: skip
LISTS = ("events", "reviews")
MOST_WORDS = 3
OF_WHAT = ("name", "title")
PERSON = re.compile(
    r"customer|contact|person|people|user|respondent|participant|client|member|reviewer|author|consumer|requester"
)
COLLEAGUE = re.compile(r"\b(agent|assignee|teammate|employee|staff|admin|owner|advisor|operator)\b")
DELETED = re.compile(r"(.*[-_. ])?deleted")


def told_by_names(description: Description, tree: Tree, raw: bytes) -> list[Told]:
    """Every answer of a call; most calls carry one. An answer without an id is named by the call's bytes."""
    several = next((found for name in LISTS if isinstance(found := tree.get(name), list) and found), [])
    answers = [one for one in several if isinstance(one, dict)] or [tree]
    return [_told(description, one, raw) for one in answers]


def _told(description: Description, tree: Tree, raw: bytes) -> Told:
    asked = list(_asked(description, tree))
    number, form = _best(asked, "external_id"), _best(asked, "forms")
    external_id = f"{form}-{number}" if form and number else number or f"body-{sha256(raw).hexdigest()}"
    answered_at, said_at = _best(asked, "answered_at"), _best(asked, "versions")
    return Told(external_id, asked, said_at or answered_at, answered_at, is_withdrawn=_is_deletion(tree))


def _asked(description: Description, tree: Tree) -> Iterator[Asked]:
    for path, value in leaves(tree):
        steps = [name.replace("~1", "/").replace("~0", "~") for name in path.split("/")]
        names = [spoken(name) for name in steps if name and not name.isdigit()]
        if names:
            kind, place = _kind(description, names)
            yield Asked(path, _label(names), kind, word(value), place=place)


def _kind(description: Description, names: Sequence[str]) -> tuple[str, int]:
    """The field the platform says a name holds, with its place; detail for what nobody said; else unknown."""
    spellings = list(_spellings(names))
    for name in spellings:
        if squeezed(name) in map(squeezed, description.versions):
            return "versions", 0
        if squeezed(name) in map(squeezed, description.forms):
            return "forms", 0
        if found := description.place_of(name):
            return found
    if any(
        description.marks_of(name) or name in SURVEY_TYPES or description.ignores(name) for name in spellings
    ):
        return "detail", 0
    return ("detail" if any(map(COLLEAGUE.search, names[:-1])) else "unknown"), 0


def _spellings(names: Sequence[str]) -> Iterator[str]:
    """With the names above it, three at most; the last one alone where nothing but wrappings stands above."""
    bare = [name for name in names[:-1] if name not in WRAPPINGS] + [names[-1]]
    for chain in (names, bare):
        for count in range(min(MOST_WORDS, len(chain)), 1, -1):
            yield plain(" ".join(chain[-count:]))
    if len(bare) == 1:
        yield plain(bare[0])


def _label(names: Sequence[str]) -> str:
    """The last name, as words; what a survey is called is nobody's name."""
    if len(names) > 1 and names[-1] in OF_WHAT and not PERSON.search(names[-2]):
        return f"{names[-2]} {names[-1]}"
    return names[-1]


def _best(asked: Sequence[Asked], kind: str) -> str | None:
    found = [question for question in asked if question.kind == kind and question.value]
    return min(found, key=lambda question: question.place).value if found else None


def _is_deletion(tree: Tree) -> bool:
    if word(tree.get("deleted")) == "true":
        return True
    return any(
        DELETED.fullmatch((word(tree.get(name)) or "").lower()) for name in ("eventName", "event_type")
    )
