"""An answer that was pulled from a platform's API, with its questions: the form in which it waits to be read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cxloop.responses.platforms.asked import Asked
from cxloop.responses.platforms.bodies import Tree, parts, word
from cxloop.responses.platforms.hearing import heard
from cxloop.responses.platforms.moments import moment_of
from cxloop.responses.platforms.platform import Event

MARK = "cxloop_pulled"


def pulled_body(
    external_id: str | None, asked: Sequence[Asked], said_at: Any, answered_at: Any, reason: str | None = None
) -> Tree:
    """What is stored of a pulled answer; with a `reason` it is no answer of a customer."""
    return {
        MARK: 1, "id": external_id, "said_at": said_at, "answered_at": answered_at, "reason": reason,
        "asked": [question._asdict() for question in asked],
    }  # fmt: skip


def is_pulled(tree: Tree) -> bool:
    return tree.get(MARK) == 1


def pulled_questions(tree: Tree) -> list[Asked]:
    return [
        Asked(
            word(question.get("ref")) or "", word(question.get("label")) or "", word(question.get("kind")) or "unknown",
            word(question.get("value")), _whole(question.get("lowest")), _whole(question.get("highest")),
        )
        for question in parts(tree, "asked")
    ]  # fmt: skip


def pulled_event(tree: Tree, choices: Mapping[str, object]) -> Event:
    reason = word(tree.get("reason"))
    if reason:
        return Event("nothing", word(tree.get("id")) or "", reason=reason)
    said_at: datetime | None = moment_of(tree.get("said_at"))
    answered_at = moment_of(tree.get("answered_at"))
    answer = heard(pulled_questions(tree), choices, external_id=word(tree.get("id")), answered_at=answered_at)
    return Event("said", answer.external_id, said_at or answered_at, answer)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
