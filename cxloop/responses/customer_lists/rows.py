"""A customer list, row by row, as fields of an account and of a contact. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from cxloop.responses.customer_lists.columns import (
    ACCOUNT_FIELDS,
    CONSENT,
    CONSENT_ON,
    CONSENTS,
    CONTACT_FIELDS,
    guess,
)
from cxloop.responses.importing.dates import Undated, is_two_way, order_of, parsed
from cxloop.responses.importing.delimited import BrokenRow
from cxloop.responses.importing.reading import open_table
from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.responses.importing.shapes import shape_of
from cxloop.responses.importing.spelling import plain
from cxloop.responses.importing.texts import cleaned
from cxloop.responses.importing.values import amount_of

HEADER_SEARCH = 12
PREVIEW = 5
MOST_CELLS_KEPT, LONGEST_CELL_KEPT = 60, 100
BUYING = {
    "decisore": "decision_maker", "decisionale": "decision_maker", "decision maker": "decision_maker",
    "economic buyer": "decision_maker", "sponsor": "champion", "promotore": "champion", "champion": "champion",
    "acquirente": "buyer", "acquisti": "buyer", "compratore": "buyer", "buyer": "buyer", "purchasing": "buyer",
    "influenzatore": "influencer", "influente": "influencer", "influencer": "influencer", "utente": "user",
    "utilizzatore": "user", "user": "user", "end user": "user",
}  # fmt: skip
YES = frozenset("yes y true 1 x ok si s vero ja oui given granted opt-in subscribed dato concesso".split())
NO = frozenset(
    "no n false 0 non nein falso refused withdrawn opt-out unsubscribed negato revocato rifiutato".split()
)
DATES = ("renews_on", CONSENT_ON)
NAMED = {"contact_external_id": "external_id", "contact_name": "name"}


class Sheet(NamedTuple):
    """What a file looks like; `asks_date_order`: its dates can be read both ways. `rows` is about how many."""

    columns: tuple[str, ...]
    mapping: dict[str, str]
    examples: tuple[tuple[str, ...], ...]
    header_rows: int
    asks_date_order: bool
    rows: int


class Entry(NamedTuple):
    """One row: only what the file says, blank cells left out."""

    line: int
    account: dict[str, Any]
    contact: dict[str, Any]
    cells: list[str]


class Broken(NamedTuple):
    """One row that is no row of this table."""

    line: int
    code: str
    facts: dict[str, object]
    cells: list[str]


def look(path: Path, mapping: Mapping[str, str] | None = None) -> Sheet:
    """The columns with what they hold, as guessed unless `mapping` says. Raises UnreadableFile."""
    with open_table(path) as table:
        rows = iter(table.rows)
        first = [cells for _line, cells in islice(rows, HEADER_SEARCH)]
        if not first:
            raise UnreadableFile("empty_file")
        shape = shape_of(first)
        below = first[shape.header_rows :]
        if not below:
            raise UnreadableFile("no_rows")
        decided = dict(mapping or guess(shape.columns))
        dated = [place for place, name in enumerate(shape.columns) if decided.get(name) in DATES]
        dates = [row[at] for row in below for at in dated if len(row) > at]
        dates += [row[at] for _line, row in rows for at in dated if len(row) > at] if dated else []
        asks = any(map(is_two_way, dates)) and order_of(dates) is None
        examples = tuple(tuple(cleaned(cell)[:80] for cell in row) for row in below[:PREVIEW])
        return Sheet(
            shape.columns, decided, examples, shape.header_rows, asks, max(table.lines - shape.header_rows, 0)
        )


def read(path: Path, mapping: Mapping[str, str], date_order: str | None) -> Iterator[Entry | Broken]:
    """Every row that is not blank, once, in order. Raises UnreadableFile."""
    sheet = look(path, mapping)
    order = date_order or _order(path, sheet)
    fields = [mapping.get(name, "") for name in sheet.columns]
    with open_table(path) as table:
        rows = iter(table.rows)
        for _header in range(sheet.header_rows):
            next(rows, None)
        table.rows.width = len(sheet.columns)
        for line, cells in rows:
            kept = [cell[:LONGEST_CELL_KEPT] for cell in cells[:MOST_CELLS_KEPT]]
            if isinstance(cells, BrokenRow):
                yield Broken(line, "quote_left_open", {}, kept)
            elif len(cells) > len(fields) and any(cell.strip() for cell in cells[len(fields) :]):
                yield Broken(line, "cells_too_many", {"found": len(cells), "expected": len(fields)}, kept)
            elif any(cell.strip() for cell in cells):
                yield _entry(line, fields, cells, order, kept)


def _order(path: Path, sheet: Sheet) -> str | None:
    dated = [place for place, name in enumerate(sheet.columns) if sheet.mapping.get(name) in DATES]
    if not dated:
        return None
    with open_table(path) as table:
        return order_of(cells[at] for _line, cells in table.rows for at in dated if len(cells) > at)


def _entry(
    line: int, fields: Sequence[str], cells: Sequence[str], order: str | None, kept: list[str]
) -> Entry:
    said = {
        field: value for field, cell in zip(fields, cells, strict=False) if field and (value := cleaned(cell))
    }
    account = {field: _value(field, said[field], order) for field in ACCOUNT_FIELDS if field in said}
    contact = {
        NAMED.get(field, field): _value(field, said[field], order)
        for field in CONTACT_FIELDS
        if field in said
    }
    return Entry(line, account, contact | _consent(said, order), kept)


def _consent(said: Mapping[str, str], order: str | None) -> dict[str, Any]:
    """What the row says of consent, as the customers' room reads it: for all, for each purpose, and since when."""
    given = {field: _yes_or_no(said[field]) for field in CONSENTS if field in said}
    found: dict[str, Any] = {"may_contact": given.pop(CONSENT)} if CONSENT in given else {}
    if given:
        found["consents"] = {field.removeprefix(f"{CONSENT}_"): one for field, one in given.items()}
    if found and CONSENT_ON in said:
        found["consented_on"] = _date(said[CONSENT_ON], order) or said[CONSENT_ON]
    return found


def _yes_or_no(text: str) -> bool | str:
    """Text that is neither goes on, to be refused there with its reason."""
    word = plain(text).strip(" .")
    return True if word in YES else False if word in NO else text


def _value(field: str, text: str, order: str | None) -> Any:
    """As the customers' room reads it; what makes no sense goes on as text, to be refused there with its reason."""
    if field == "yearly_value":
        amount = amount_of(text)
        return text if amount is None else amount
    if field == "renews_on":
        return _date(text, order) or text
    if field == "buying_role":
        return BUYING.get(plain(text).replace("_", " ").replace("-", " "), text)
    return text


def _date(text: str, order: str | None) -> date | None:
    try:
        return parsed(text, order).date()
    except Undated:
        return None
