"""One answer as a platform tells it, by a call or through its API, before it is read in the survey's own terms."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, Self

from cxloop.responses.platforms.asked import Asked
from cxloop.responses.platforms.bodies import Tree, parts, word

MARK = "cxloop_pulled"


class Told(NamedTuple):
    """`said_at` is when the platform wrote this version, `answered_at` when the customer answered, as it writes them.

    `partial`: a question may be missing because the customer has not come to it yet. `reason`: it is no answer of a
    customer, by a code of `reasons.SENTENCES`. `is_withdrawn`: it was deleted there.
    """

    external_id: str | None
    asked: Sequence[Asked]
    said_at: Any = None
    answered_at: Any = None
    partial: bool = False
    reason: str | None = None
    is_withdrawn: bool = False

    def as_tree(self) -> Tree:
        """The form in which an answer that was pulled waits to be read."""
        return {
            MARK: 1, "id": self.external_id, "said_at": self.said_at, "answered_at": self.answered_at,
            "reason": self.reason, "asked": [question._asdict() for question in self.asked],
        }  # fmt: skip

    def without(self, nothing: Collection[str]) -> Self:
        """Without moments that only stand for none."""
        said_at, answered_at = (
            None if word(moment) in nothing else moment for moment in (self.said_at, self.answered_at)
        )
        return self._replace(said_at=said_at, answered_at=answered_at)

    @classmethod
    def of_tree(cls, tree: Tree) -> Self:
        asked = [
            Asked(
                word(question.get("ref")) or "", word(question.get("label")) or "",
                word(question.get("kind")) or "unknown", word(question.get("value")), _whole(question.get("lowest")),
                _whole(question.get("highest")), _texts(question.get("options")),
            )
            for question in parts(tree, "asked")
        ]  # fmt: skip
        said_at, answered_at = tree.get("said_at"), tree.get("answered_at")
        return cls(word(tree.get("id")), asked, said_at, answered_at, reason=word(tree.get("reason")))


def is_pulled(tree: Tree) -> bool:
    return tree.get(MARK) == 1


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(filter(None, map(word, value))) if isinstance(value, list) else ()
