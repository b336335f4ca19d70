"""Through which door of a survey a file comes in: two systems may number their answers alike, one never does."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.responses.importing.words import own_columns
from cxloop.responses.models import Source


def known_file_source(session: Session, survey_id: int, reading: Mapping[str, Any]) -> Source | None:
    """The door files like this one came through before, None when there is none.

    The same columns are the same door; so are the same platform with the same column of ids, for people add columns;
    and a door of which nothing is known yet takes the first file. A wave (November's copy of a form that numbers its
    answers from 1 again) is a door of its own.
    """
    chosen = select(Source).where(Source.survey_id == survey_id, Source.door == "file").order_by(Source.id)
    wave = reading.get("wave")
    doors = [door for door in session.scalars(chosen) if (door.mapping or {}).get("wave") == wave]
    columns = own_columns(reading.get("columns") or [])
    for door in doors:
        if columns == (door.mapping or {}).get("columns"):
            return door
    return next((door for door in doors if door.mapping is None or _who(door.mapping) == _who(reading)), None)


def file_source(session: Session, survey_id: int, reading: Mapping[str, Any]) -> Source:
    """The same; made when there is none, and named after what wrote the file where it is not the survey's first."""
    source = known_file_source(session, survey_id, reading)
    if source is None:
        source = Source(survey_id=survey_id, door="file", name=_free_name(session, survey_id, reading))
        session.add(source)
        session.flush()
    return source


def _who(reading: Mapping[str, Any]) -> tuple[object, object]:
    """What wrote a file, and the name of its column of ids."""
    ids = [
        name
        for name, field in zip(reading.get("columns") or [], reading.get("fields") or [], strict=False)
        if field == "external_id"
    ]
    return reading.get("platform"), next(iter(ids), None)


def _free_name(session: Session, survey_id: int, reading: Mapping[str, Any]) -> str:
    chosen = select(Source.name).where(Source.survey_id == survey_id, Source.door == "file")
    taken = set(session.scalars(chosen))
    if not taken and not reading.get("wave"):
        return ""
    wanted = str(reading.get("wave") or reading.get("platform") or "plain")
    free, number = wanted, 2
    while free in taken:
        free, number = f"{wanted} {number}", number + 1
    return free
