"""The catalogue as the reports read it: every cause by its id, and what lies below it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.drivers.models import Driver


@dataclass(frozen=True, slots=True)
class CauseName:
    """A cause and its way down the catalogue, in each language; one that was merged is called as it counts."""

    id: int
    parent_id: int | None
    name_en: str
    name_it: str
    path_en: str
    path_it: str
    counts_as: int
    """The id it is counted under."""

    def name(self, language: str) -> str:
        return self.name_it if language == "it" else self.name_en

    def path(self, language: str) -> str:
        return self.path_it if language == "it" else self.path_en


def catalogue(session: Session) -> dict[int, CauseName]:
    """All causes, retired ones included, by id; one statement."""
    rows = {
        row.id: row
        for row in session.execute(
            select(Driver.id, Driver.parent_id, Driver.merged_into_id, Driver.name_en, Driver.name_it)
        )
    }

    def counted(driver_id: int) -> int:
        into = rows[driver_id].merged_into_id
        return counted(into) if into in rows else driver_id

    def path(driver_id: int | None, language: str) -> str:
        if driver_id not in rows:
            return ""
        row = rows[driver_id]
        above = path(row.parent_id, language)
        own = row.name_it if language == "it" else row.name_en
        return f"{above} › {own}" if above else own

    def named(driver_id: int) -> CauseName:
        into = counted(driver_id)
        row = rows[into]
        return CauseName(
            driver_id, rows[driver_id].parent_id, row.name_en, row.name_it, path(into, "en"), path(into, "it"),
            into,
        )  # fmt: skip

    return {id_: named(id_) for id_ in rows}


def with_what_lies_below(driver_id: int, causes: Mapping[int, CauseName]) -> frozenset[int]:
    """A cause, all its parts, and what was merged into any of these."""
    found = {causes[driver_id].counts_as if driver_id in causes else driver_id}
    while (
        more := {id_ for id_, one in causes.items() if one.parent_id in found or one.counts_as in found}
        - found
    ):
        found |= more
    return frozenset(found)
