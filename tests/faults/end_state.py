"""What a database says, in words that do not depend on the numbers its engine gave: two of them can be compared."""

import json
from typing import Any

from sqlalchemy import Table, select

from cxloop.database import Base, db

BY_CHANCE = {("alert", "delivery_id"), ("ticket_event", "hash")}
"""Drawn anew each time, or a digest of numbers; that every trail is whole is looked at by itself."""
NAMED_IN_FACTS = {"response": "response", "owner": "users", "rule": "rule", "ticket": "ticket"}
NAMED_IN_STEP = {"complained_again": "response"}
"""The step of an alert of this kind is the number of what it tells of."""
NAMED_IN_TEXT = {("alert", "subject"), ("alert", "recipient"), ("alert", "channel"), ("pace", "channel")}


ENDS = frozenset({"trail_end", "trail_tally", "word_due"})
"""Kept by a ticket's own number and by turns; that they fit the trails is looked at with the trails.
`word_due` is what the worker has still to do for the search."""


def end_state() -> dict[str, list[str]]:
    """Table → its rows as JSON, oldest first; a number of a row is its place among the rows of its table."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in ENDS]
    places = {table.name: _places(table) for table in tables if "id" in table.c}
    return {table.name: _rows(table, places) for table in tables}


def _places(table: Table) -> dict[int, int]:
    return {
        number: place
        for place, number in enumerate(db.session.scalars(select(table.c.id).order_by(table.c.id)))
    }


def _rows(table: Table, places: dict[str, dict[int, int]]) -> list[str]:
    found = []
    for row in db.session.execute(select(table).order_by(*table.primary_key.columns)).mappings():
        said = {
            column.name: _said(table.name, column, row[column.name], places)
            for column in table.c
            if (table.name, column.name) not in BY_CHANCE
        }
        if table.name == "alert" and (told := NAMED_IN_STEP.get(row["kind"])):
            said["step"] = places[told][row["step"]]
        found.append(json.dumps(said, default=str, sort_keys=True))
    return found if "id" in table.c else sorted(found)


def _said(table: str, column: Any, value: Any, places: dict[str, dict[int, int]]) -> Any:
    if value is None:
        return None
    if column.name == "id":
        return places[table][value]
    for key in column.foreign_keys:
        return places[key.column.table.name].get(value)
    if (table, column.name) in NAMED_IN_TEXT:
        return ":".join(_placed(part, value.split(":"), places) for part in value.split(":"))
    if isinstance(value, dict):
        return {
            name: places[NAMED_IN_FACTS[name]].get(fact, fact) if name in NAMED_IN_FACTS else fact
            for name, fact in value.items()
        }
    return value


def _placed(part: str, parts: list[str], places: dict[str, dict[int, int]]) -> str:
    known = next((places[name] for name in parts if name in places), None)
    return str(known.get(int(part), part)) if known is not None and part.isdigit() else part
