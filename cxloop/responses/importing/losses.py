"""What a file holds that an import would not keep, gathered while the file is read: nothing is lost unseen. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from cxloop.responses.descriptions import BY_KEY, PLAIN, Description
from cxloop.responses.importing.answers import Heard, Rejected
from cxloop.responses.importing.columns import is_sentence
from cxloop.responses.importing.dates import is_datelike
from cxloop.responses.importing.plan import Plan
from cxloop.responses.importing.spelling import plain
from cxloop.responses.importing.texts import cleaned
from cxloop.responses.importing.words import IGNORED, is_the_companys, own_columns

MOST_SHOWN, LONGEST_SHOWN = 3, 80
MOST_VALUES, OTHER_VALUES = 200, ""
OF_THE_SCORE = ("score_not_a_number", "score_not_whole", "score_outside", "not_answered")
"""Reasons for setting a row aside that name the value which stood where the score should."""
WRITTEN_FROM = 0.2
LONGEST_TEST = 24
A_TEST = re.compile(
    r"(this is a |un |ein |une )?(test|prova|prueba|essai|asdf|qwerty)s?([ .!-]+(test|prova|user|utente|\d+))*[.!]*"
)


def _is_technical(export: Description, name: str) -> bool:
    return export.ignores(plain(name)) or bool(export.marks_of(plain(name))) or is_the_companys(name)


@dataclass
class UnusedColumn:
    """A column nothing is kept of: `rows` are filled in it, `values` three different ones, the first met."""

    column: str
    label: str
    is_technical: bool
    rows: int = 0
    sentences: int = 0
    values: list[str] = field(default_factory=list)

    def see(self, text: str) -> None:
        self.rows += 1
        self.sentences += is_sentence(text) and not is_datelike(text)
        if len(self.values) < MOST_SHOWN and (shown := cleaned(text)[:LONGEST_SHOWN]) not in self.values:
            self.values.append(shown)

    @property
    def is_written(self) -> bool:
        """Whether people wrote there rather than ticked."""
        return self.sentences >= max(self.rows * WRITTEN_FROM, 1) and not self.is_technical

    def as_json(self) -> dict[str, Any]:
        return {
            "column": self.column, "label": self.label, "rows": self.rows, "values": self.values,
            "written": self.is_written, "technical": self.is_technical,
        }  # fmt: skip


class UnusedColumns:
    """Looks at each row of a file for what stands in columns that nothing is kept of."""

    def __init__(self, plan: Plan) -> None:
        export = BY_KEY.get(plan.platform, PLAIN)
        own = len(plan.columns) - len(own_columns(plan.columns))
        self.found = {
            at: UnusedColumn(name, plan.labels[at], _is_technical(export, name))
            for at, (name, held) in enumerate(zip(plan.columns, plan.fields, strict=True))
            if held == IGNORED and at >= own
        }
        self._nothing = frozenset(export.nothing)

    def look(self, cells: Sequence[str]) -> None:
        for at, column in self.found.items():
            if at < len(cells) and (text := cells[at]) and not text.isspace():
                if self._nothing and plain(text[:LONGEST_SHOWN]) in self._nothing:
                    continue
                column.see(text)

    def as_json(self) -> list[dict[str, Any]]:
        """What was written first, then what fills most rows; what the platform keeps for itself last."""
        filled = [one for one in self.found.values() if one.rows]
        filled.sort(key=lambda one: (one.is_technical, not one.is_written, -one.rows))
        return [one.as_json() for one in filled]


def looks_like_a_test(row: Heard) -> bool:
    """Whether its words, its name or its address say that somebody tried the form out."""
    texts = (row.name, row.comment, row.email and row.email.partition("@")[0])
    return any(text and len(text) <= LONGEST_TEST and A_TEST.fullmatch(plain(text)) for text in texts)


@dataclass
class SetAside:
    """Rows that would be set aside: by reason, and by the value that stood for the score."""

    reasons: Counter[str] = field(default_factory=Counter)
    scores: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    """What would be left out of rows that are kept, by the code of the remark."""

    def see(self, row: Heard | Rejected) -> None:
        if isinstance(row, Heard):
            for code, _facts in row.remarks:
                self.kept[code] += 1
            if looks_like_a_test(row):
                self.kept["looks_like_a_test"] += 1
            return
        self.reasons[row.reason] += 1
        if row.reason in OF_THE_SCORE:
            value = str(row.facts.get("value", ""))
            is_room = value in self.scores or len(self.scores) < MOST_VALUES
            self.scores[value if is_room else OTHER_VALUES] += 1

    def scores_as_json(self) -> list[dict[str, Any]]:
        return [{"value": value, "rows": rows} for value, rows in self.scores.most_common()]
