"""An uploaded file on its way: kept in the database in pieces, so that any worker can read it, until it is heard."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePath
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from cxloop.responses.importing.plan import Plan
from cxloop.responses.importing.questions import Choices
from cxloop.responses.importing.texts import cleaned
from cxloop.responses.importing.words import own_columns
from cxloop.responses.models import ImportJob, ImportRow, Source, UploadChunk

PIECE = 1 << 20
LONGEST_NAME = 120


def keep(
    session: Session, path: Path, filename: str, plan: Plan, *, by_id: int | None, at: datetime
) -> ImportJob:
    """Store a file and how it would be read; nothing of it is heard yet."""
    job = ImportJob(
        filename=shown_name(filename), sha256="", size=path.stat().st_size, state="uploaded",
        reading=plan.as_json(), rows_expected=plan.rows_expected, created_by_id=by_id, created_at=at,
    )  # fmt: skip
    session.add(job)
    session.flush()
    digest = sha256()
    with path.open("rb") as file:
        for position, body in enumerate(iter(lambda: file.read(PIECE), b"")):
            digest.update(body)
            session.execute(insert(UploadChunk).values(job_id=job.id, position=position, body=body))
    job.sha256 = digest.hexdigest()
    session.flush()
    return job


def copy_to(session: Session, job_id: int, path: Path) -> None:
    """Write the uploaded file to a path, a piece at a time."""
    pieces = select(UploadChunk.body).where(UploadChunk.job_id == job_id)
    position = 0
    with path.open("wb") as file:
        while (body := session.scalar(pieces.where(UploadChunk.position == position))) is not None:
            file.write(body)
            position += 1


@contextmanager
def on_disk(session: Session, job_id: int) -> Iterator[Path]:
    """Where the uploaded file lies for as long as it is read."""
    with tempfile.TemporaryDirectory(prefix="cxloop-") as folder:
        path = Path(folder) / "upload"
        copy_to(session, job_id, path)
        yield path


def discard(session: Session, job_id: int) -> None:
    """Forget an upload that was never heard; one that was stays, with its counts."""
    job = session.get_one(ImportJob, job_id, with_for_update=True)
    if job.state not in ("uploaded", "checking", "checked", "failed"):
        return
    for table in (UploadChunk, ImportRow):
        session.execute(delete(table).where(table.job_id == job_id))
    session.delete(job)
    session.flush()


def remembered(session: Session, plan: Plan) -> Source | None:
    """The door whose file had the same columns last time, with what a person decided then in its `mapping`."""
    doors = session.scalars(select(Source).where(Source.door == "file", Source.mapping.is_not(None)))
    columns = own_columns(plan.columns)
    return next((door for door in doors if (door.mapping or {}).get("columns") == columns), None)


def decisions(door: Source) -> Choices:
    """What was decided for a door's last file."""
    mapping: Mapping[str, Any] = door.mapping or {}
    fields = dict(zip(mapping["columns"], mapping["fields"], strict=True))
    survey = door.survey
    return Choices(
        fields,
        survey.metric,
        survey.scale_min,
        survey.scale_max,
        mapping.get("date_order"),
        mapping.get("values") or {},
        sure=bool(mapping.get("sure")),
    )


def shown_name(filename: str) -> str:
    """A file's name without its folders, fit to be shown."""
    name = PurePath(cleaned(filename).replace("\\", "/")).name
    return name[-LONGEST_NAME:] or "upload"
