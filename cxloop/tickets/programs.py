"""What did it, where the trail names no person alone: a program, a file, a platform. Read only."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cxloop.people.programs import ApiToken
from cxloop.responses.models import ImportJob, Source

NAMED: Mapping[str, tuple[Any, Any]] = {
    "token": (ApiToken.id, ApiToken.name),
    "import": (ImportJob.id, ImportJob.filename),
    "source": (Source.id, Source.name),
}


def names_of(session: Session, programs: Iterable[str | None]) -> dict[str, str]:
    """As each is called now, by how the trail names it: {"token:7": "CRM"}; what is there no more is left out."""
    wanted: dict[str, set[int]] = {}
    for program in programs:
        kind, _colon, number = (program or "").partition(":")
        if kind in NAMED and number.isdecimal():
            wanted.setdefault(kind, set()).add(int(number))
    found: dict[str, str] = {}
    for kind, numbers in wanted.items():
        number, name = NAMED[kind]
        rows = session.execute(select(number, name).where(number.in_(numbers)))
        found |= {f"{kind}:{row[0]}": row[1] for row in rows}
    return found
