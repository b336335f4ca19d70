"""Hearing a whole file: batch after batch, each with its place in the ledger, so that a killed import goes on.

An edge drives it, one unit of work a batch: `prepare` once, then `hear_batch` until the file ends, then `finish`.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from cxloop.crashpoints import reach
from cxloop.loop.listen.doors import file_source
from cxloop.loop.listen.hear import Became, Door, hear
from cxloop.responses.importing.answers import Heard, Rejected, Row
from cxloop.responses.models import ImportJob, ImportRow, UploadChunk
from cxloop.trails import Via

ROWS_A_BATCH = 5_000
"""Rows a transaction: the longest that another writer waits for an import, about half a second on SQLite."""
MOST_VERSIONS = 8
SHOWN_OF_WORDS = ("examples", "unused", "left")
"""Parts of a dry run that hold what customers wrote."""


def prepare_import(session: Session, job_id: int, at: datetime) -> ImportJob:
    """Mark the import as running; returns it with its place in the ledger."""
    job = session.get_one(ImportJob, job_id, with_for_update=True)
    if job.state not in ("running", "done", "stopped"):
        job.state, job.started_at = "running", at
    job.moved_at = at
    session.flush()
    return job


def hear_batch(session: Session, job_id: int, rows: Sequence[Row], *, starts_at: int, at: datetime) -> Became:
    """Hear the rows from number `starts_at` on, and move the ledger, in one unit of work.

    A batch that the ledger has already (another worker was faster, or this one was run twice) changes nothing.
    """
    job = session.get_one(ImportJob, job_id, with_for_update=True)
    if job.rows_read != starts_at or job.state != "running":
        return Became()
    heard = [row for row in rows if isinstance(row, Heard)]
    rejected = [row for row in rows if isinstance(row, Rejected)]
    door = _door(session, job, at)
    became, others = _in_order(session, heard, door)
    rejected += [of_another(answer, (job.reading or {}).get("fields") or []) for answer in others]
    reach("answers_stored")
    if rejected:
        session.execute(insert(ImportRow), [set_aside(job_id, row) for row in rejected])
    job.moved_at = at
    job.rows_read += len(rows)
    job.created += became.created
    job.updated += became.updated
    job.duplicate += became.duplicate
    job.rejected += len(rejected)
    job.tickets += became.tickets
    session.flush()
    reach("ledger_moved")
    return became


def _in_order(session: Session, answers: Sequence[Heard], door: Door) -> tuple[Became, list[Heard]]:
    """Hear each version of an answer that comes more than once after the one before it.

    So a file means the same wherever its batches begin and end. After some versions only the last is heard: what
    holds one name a thousand times is no export of answers.
    """
    total = Became()
    others: list[Heard] = []
    for versions_left in range(MOST_VERSIONS, 0, -1):
        if not answers:
            break
        first = {answer.external_id: answer for answer in reversed(answers)}
        heard, later = answers, []
        if len(first) < len(answers) and versions_left > 1:
            heard = [answer for answer in answers if first[answer.external_id] is answer]
            later = [answer for answer in answers if first[answer.external_id] is not answer]
        became = hear(session, heard, door)
        total += became
        others += [answer for answer in heard if answer.external_id in became.others]
        answers = later
    return total, others


def of_another(answer: Heard, fields: Sequence[str]) -> Rejected:
    """A row whose id belongs to somebody else's answer, with what we read of it in the file's own columns."""
    cells = [_as_written(getattr(answer, field, None)) for field in fields]
    return Rejected(answer.line, "id_of_another", {"id": answer.external_id[:40]}, cells)


def _as_written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else "" if value is None else str(value)


def finish_import(
    session: Session, job_id: int, at: datetime, rows: int, problem: dict[str, object] | None = None
) -> ImportJob:
    """Close the ledger and drop the uploaded bytes; with a problem, what was heard before it stays.

    Nothing happens while the ledger has fewer than `rows`: another worker is still hearing them.
    """
    job = session.get_one(ImportJob, job_id, with_for_update=True)
    if job.state != "running" or job.rows_read != rows:
        return job
    job.state = "stopped" if problem else "done"
    job.problem, job.ended_at = problem, at
    job.rows_expected = rows if problem is None else job.rows_expected
    if job.forecast:  # what it showed of customers' words has served
        job.forecast = {name: found for name, found in job.forecast.items() if name not in SHOWN_OF_WORDS}
    session.execute(delete(UploadChunk).where(UploadChunk.job_id == job_id))
    session.flush()
    return job


def _door(session: Session, job: ImportJob, at: datetime) -> Door:
    source = file_source(session, job.survey_id or 0, job.reading or {})
    quiet = job.backfill_days is not None
    return Door(
        source, Via("import", f"import:{job.id}"), at, import_id=job.id, backfill_days=job.backfill_days,
        alerts=not quiet, same_ids=bool((job.reading or {}).get("same_ids")),
    )  # fmt: skip


def set_aside(job_id: int, row: Rejected) -> dict[str, object]:
    """The columns of an ImportRow."""
    return {
        "job_id": job_id, "line": row.line, "reason": row.reason, "facts": row.facts, "cells": row.cells,
    }  # fmt: skip
