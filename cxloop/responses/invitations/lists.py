"""An uploaded list of people to invite: its columns guessed, each row read. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from cxloop.responses.importing.reading import open_table
from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.responses.importing.shapes import shape_of
from cxloop.responses.importing.spelling import plain
from cxloop.responses.importing.texts import cleaned, email_of
from cxloop.responses.importing.words import points_by_field
from cxloop.responses.invitations.people import FIELDS, Asked, Refused, described

MOST_PEOPLE = 20_000
LONGEST_CELL = 320
HEAD, SAMPLE = 12, 50
COLUMN_FIELDS = (*FIELDS, "first_name", "last_name")
IGNORED = "ignored"
OCCASION = (
    "order|invoice|case|visit|delivery|booking|contract|ordine|fattura|pratica|intervento|consegna|prenotazione"
    "|contratto|reference|riferimento"
)
NUMBER = r"id|number|no\.?|numero|n\.?|code|codice"
WHAT_IT_IS_ABOUT = re.compile(rf"({OCCASION})( ?({NUMBER}))?|({NUMBER}) ({OCCASION})|external[ _]?id")
THE_CUSTOMERS_ID = re.compile(r"(id|uuid|record id|code|codice)")


@dataclass(frozen=True)
class PeopleList:
    """A list as uploaded. `rows` are (line, cells); a row with more cells than columns keeps them all."""

    columns: tuple[str, ...]
    fields: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def read(self) -> list[Asked | Refused]:
        """Every row, in order: somebody to ask, or why not."""
        return [self._row(line, cells) for line, cells in self.rows]

    def _row(self, line: int, cells: Sequence[str]) -> Asked | Refused:
        if len(cells) > len(self.columns):
            return Refused(line, "cells_too_many", {"found": len(cells), "expected": len(self.columns)})
        given = {field: cell for field, cell in zip(self.fields, cells, strict=False) if field != IGNORED}
        names = " ".join(filter(None, (given.get("first_name"), given.get("last_name"))))
        return described(line, given | {"name": given.get("name") or names})

    def with_fields(self, chosen: Mapping[str, str]) -> "PeopleList":
        """The same list with columns as a person decided; each field goes to the first column that claims it."""
        fields: list[str] = []
        for column in self.columns:
            field = chosen.get(column, IGNORED)
            fields.append(field if field in COLUMN_FIELDS and field not in fields else IGNORED)
        return PeopleList(self.columns, tuple(fields), self.rows)

    def as_json(self) -> dict[str, Any]:
        return {"columns": self.columns, "fields": self.fields, "rows": self.rows}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "PeopleList":
        rows = tuple((line, tuple(cells)) for line, cells in kept["rows"])
        return cls(tuple(kept["columns"]), tuple(kept["fields"]), rows)


def read_list(path: Path) -> PeopleList:
    """Open a CSV or XLSX with a row of column names.

    Raises:
        UnreadableFile: it is no table, or longer than MOST_PEOPLE.
    """
    with open_table(path) as table:
        rows = iter(table.rows)
        head = list(islice(rows, HEAD))
        if not head:
            raise UnreadableFile("empty_file")
        shape = shape_of([cells for _, cells in head])
        table.rows.width = len(shape.columns)
        people = [
            _kept(line, cells) for line, cells in head[shape.header_rows :] if any(map(str.strip, cells))
        ]
        for line, cells in rows:
            if any(map(str.strip, cells)):
                people.append(_kept(line, cells))
            if len(people) > MOST_PEOPLE:
                raise UnreadableFile("list_too_long", most=MOST_PEOPLE)
    if not people:
        raise UnreadableFile("no_people")
    return PeopleList(shape.columns, _guessed(shape.columns, people[:SAMPLE]), tuple(people))


def _kept(line: int, cells: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    trimmed = [cleaned(cell)[:LONGEST_CELL] for cell in cells]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return line, tuple(trimmed)


def _guessed(columns: Sequence[str], sample: Sequence[tuple[int, Sequence[str]]]) -> tuple[str, ...]:
    worth = [
        (points, -position, field)
        for position, column in enumerate(columns)
        for field, points in _points(
            column, [cells[position] for _, cells in sample if len(cells) > position]
        ).items()
    ]
    fields: dict[int, str] = {}
    for points, position, field in sorted(worth, reverse=True):
        if points >= 40 and -position not in fields and field not in fields.values():
            fields[-position] = field
    if "last_name" not in fields.values() and "name" not in fields.values():
        fields = {at: "name" if field == "first_name" else field for at, field in fields.items()}
    return tuple(fields.get(position, IGNORED) for position in range(len(columns)))


def _points(column: str, values: Sequence[str]) -> dict[str, float]:
    name = plain(column)
    points: dict[str, float] = {
        field: worth for field, worth in points_by_field(column).items() if field in COLUMN_FIELDS
    }
    points.pop("external_id", None)
    if WHAT_IT_IS_ABOUT.fullmatch(name):
        points["external_id"] = 95
    elif THE_CUSTOMERS_ID.fullmatch(name):
        points["contact_external_id"] = 60
    filled = [value for value in values if value]
    addresses = sum(email_of(value) is not None for value in filled)
    if addresses * 2 > len(filled):
        return {"email": 100 + points.get("email", 0)}
    if "email" in points:
        points["email"] /= 2 if filled else 1
    return points
