"""A question as a platform asked it, with its answer: the form every platform's call is brought into."""

from typing import NamedTuple

from cxloop.responses.importing.spelling import plain
from cxloop.responses.importing.texts import cleaned

LONGEST_LABEL = 300


class Asked(NamedTuple):
    """`ref` is the platform's name of the question, `label` what the customer read, `value` None when skipped.

    `kind`: that of `descriptions.Kind`, or detail: something the platform tells of the answer, which nobody said.
    `lowest` and `highest` where the platform tells them. `options`: what could be ticked, where it tells that.
    `place`: how far down the platform's list of names for its field it stands.
    """

    ref: str
    label: str
    kind: str
    value: str | None
    lowest: int | None = None
    highest: int | None = None
    options: tuple[str, ...] = ()
    place: int = 0

    @property
    def shown(self) -> str:
        return " ".join(cleaned(self.label or self.ref).split())[:60]

    def is_called(self, name: str) -> bool:
        """By its id, by its place in the call, or by the words of the question."""
        if name == self.ref or (self.label and plain(name) == plain(self.label[:LONGEST_LABEL])):
            return True
        return self.ref.startswith("/") and self.ref.endswith(pointer(name))


def known(field: str, value: str | None) -> Asked:
    """Something the platform itself calls by what it is: an e-mail address in a field for e-mail addresses."""
    return Asked(field, "", field, value)


def pointer(path: str) -> str:
    """A dotted path (`answer.items[0].score`) as a JSON pointer; a pointer stays one."""
    if path.startswith("/"):
        return path
    return "/" + path.replace("~", "~0").replace("/", "~1").replace("[", ".").replace("]", "").replace(
        ".", "/"
    )
