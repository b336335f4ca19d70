"""The catalogue as the reports read it: every cause by its id, and what lies below it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.drivers.models import Driver


@dataclass(frozen=True, slots=True)
class CauseName:
    """A cause and its way down the catalogue, in each language."""

    id: int
    parent_id: int | None
    name_en: str
    name_it: str
    path_en: str
    path_it: str

    def name(self, language: str) -> str:
        return self.name_it if language == "it" else self.name_en

    def path(self, language: str) -> str:
        return self.path_it if language == "it" else self.path_en


def catalogue(session: Session) -> dict[int, CauseName]:
    """All causes, retired ones included, by id; one statement."""
    rows = {
        row.id: row
        for row in session.execute(select(Driver.id, Driver.parent_id, Driver.name_en, Driver.name_it))
    }

    def path(driver_id: int | None, language: str) -> str:
        if driver_id not in rows:
            return ""
        row = rows[driver_id]
        above = path(row.parent_id, language)
        own = row.name_it if language == "it" else row.name_en
        return f"{above} › {own}" if above else own

    return {
        id_: CauseName(id_, row.parent_id, row.name_en, row.name_it, path(id_, "en"), path(id_, "it"))
        for id_, row in rows.items()
    }


def with_what_lies_below(driver_id: int, causes: Mapping[int, CauseName]) -> frozenset[int]:
    """A cause and all its parts."""
    found = {driver_id}
    while more := {id_ for id_, cause in causes.items() if cause.parent_id in found} - found:
        found |= more
    return frozenset(found)
