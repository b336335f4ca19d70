"""A question as a platform asked it, with its answer: the form every platform's call is brought into."""

from typing import NamedTuple

from cxloop.responses.importing.spelling import plain
from cxloop.responses.importing.texts import cleaned

LONGEST_LABEL = 300


class Asked(NamedTuple):
    """`ref` is the platform's name of the question, `label` what the customer read, `value` None when skipped.

    `kind`: nps, rating, scale (numbers of unknown range), long_text, text, choice, unknown (anything), or a field of
    `words.FIELDS` where the platform says itself what it is. `lowest` and `highest` where the platform tells them.
    """

    ref: str
    label: str
    kind: str
    value: str | None
    lowest: int | None = None
    highest: int | None = None

    @property
    def shown(self) -> str:
        return " ".join(cleaned(self.label or self.ref).split())[:60]

    def is_called(self, name: str) -> bool:
        """By its id, or by the words of the question."""
        return name == self.ref or bool(self.label and plain(name) == plain(self.label[:LONGEST_LABEL]))


def known(field: str, value: str | None) -> Asked:
    """Something the platform itself calls by what it is: an e-mail address in a field for e-mail addresses."""
    return Asked(field, "", field, value)
