"""What a file has said so far under each of its ids: a million of them in little room, so texts are kept as marks."""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from cxloop.responses.importing.answers import Heard
from cxloop.responses.importing.spelling import plain
from cxloop.responses.sameness import Said

LAYOUT = struct.Struct("<qqqbqq")
NO_SCORE, NOTHING = -1, 0
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class InFile:
    """Remembers under each id who answered what and when, as marks: equal where the texts were equal."""

    def __init__(self) -> None:
        self._said: dict[int, bytes] = {}

    def __contains__(self, external_id: str) -> bool:
        return hash(external_id) in self._said

    def of(self, external_id: str) -> Said:
        """What stands under this id. Raises KeyError where nothing does."""
        customer, email, name, score, comment, moment = LAYOUT.unpack(self._said[hash(external_id)])
        return Said(
            _shown(customer),
            _shown(email),
            _shown(name),
            None if score == NO_SCORE else score,
            _shown(comment),
            BEGINNING + moment * MICROSECOND,
        )

    def keep(self, external_id: str, said: Said) -> None:
        texts = (said.contact_external_id, said.email, said.name and plain(said.name), said.comment)
        self._keep(external_id, said, [_mark(text) for text in texts])

    def keep_marked(self, external_id: str, said: Said) -> None:
        """The same, of what is made of marks already."""
        texts = (said.contact_external_id, said.email, said.name, said.comment)
        self._keep(external_id, said, [int(text, 16) if text else NOTHING for text in texts])

    def _keep(self, external_id: str, said: Said, marks: Sequence[int]) -> None:
        customer, email, name, comment = marks
        score = NO_SCORE if said.score is None else said.score
        moment = (said.answered_at - BEGINNING) // MICROSECOND
        self._said[hash(external_id)] = LAYOUT.pack(customer, email, name, score, comment, moment)


def marked(answer: Heard) -> Heard:
    """The answer with marks in the place of its texts, to be compared with what is remembered."""
    return answer._replace(
        contact_external_id=_shown(_mark(answer.contact_external_id)),
        email=_shown(_mark(answer.email)),
        name=_shown(_mark(answer.name and plain(answer.name))),
        comment=_shown(_mark(answer.comment)),
    )


def _mark(text: str | None) -> int:
    return (hash(text) >> 1) if text else NOTHING


def _shown(mark: int) -> str | None:
    return None if mark == NOTHING else f"{mark:x}"
