"""Hearing an uploaded file, and the dry run before it."""

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

import structlog
from sqlalchemy import select

from cxloop.clock import now
from cxloop.crashpoints import reach
from cxloop.database import bulk, db, unit_of_work
from cxloop.loop import listen
from cxloop.loop.listen import forecast, forecast_as_json
from cxloop.responses.importing import upload
from cxloop.responses.importing.losses import UnusedColumns
from cxloop.responses.importing.plan import Plan
from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.responses.importing.rows import read_rows
from cxloop.responses.models import ImportJob
from cxloop.responses.second_reading import read_twice

log = structlog.get_logger()
STILL_FOR = timedelta(seconds=60)
T = TypeVar("T")


def abandoned_imports(at: datetime, state: str = "running") -> list[int]:
    """Imports that were started and whose ledger has not moved for a while: a worker that died left them."""
    still = (ImportJob.state == state) & (ImportJob.moved_at < at - STILL_FOR)
    return list(db.session.scalars(select(ImportJob.id).where(still)))


def check_import(job_id: int) -> None:
    """The dry run of an upload: count what hearing it would do, and keep that with the upload."""
    job = db.session.get(ImportJob, job_id, populate_existing=True)
    if job is None or job.state != "checking":
        return
    found: dict[str, object] | None = None
    problem: dict[str, object] | None = None
    check = _compared if job.is_second_look else _foreseen
    with _uploaded(job_id) as path:
        try:
            found = check(job, path)
        except UnreadableFile as refused:
            problem = {"code": refused.reason, "facts": refused.facts}
    unit_of_work(lambda: listen.dry_run_checked(db.session(), job_id, found, problem))


def _foreseen(job: ImportJob, path: Path) -> dict[str, object]:
    """What hearing the file would do, and what would be lost of it."""
    under = unit_of_work(lambda: listen.dry_run_terms(db.session(), job, now()))
    plan = Plan.from_json(job.reading or {})
    unused = UnusedColumns(plan)
    counted = forecast(db.session(), read_rows(path, plan, unused.look), under)
    found = unit_of_work(lambda: forecast_as_json(db.session(), counted))
    return {**found, "unused": unused.as_json()}


def _compared(job: ImportJob, path: Path) -> dict[str, object]:
    """What a better reading of the file would correct."""
    at = now()
    under = unit_of_work(lambda: listen.look_terms(db.session(), job, at))
    earlier = unit_of_work(lambda: listen.earlier_plan(db.session(), job))
    rows = read_twice(path, Plan.from_json(job.reading or {}), earlier)
    return listen.compare(db.session(), rows, under).as_json() | {"looked_at": at.isoformat()}


def run_import(job_id: int, progress: Callable[[ImportJob], object] = lambda _job: None) -> ImportJob:
    """Hear a whole uploaded file, a unit of work a batch, from where the ledger says; returns the job at its end."""
    job = unit_of_work(lambda: listen.prepare_import(db.session(), job_id, now()))
    plan = Plan.from_json(job.reading or {})
    with _uploaded(job_id) as path, bulk.in_quantity(db.session()):
        if job.is_second_look:
            earlier = unit_of_work(lambda: listen.earlier_plan(db.session(), job))
            twice = iter(read_twice(path, plan, earlier))
            rows, problem = _in_batches(job_id, twice, listen.correct_batch, job.rows_read, progress)
        else:
            answers = iter(read_rows(path, plan))
            rows, problem = _in_batches(job_id, answers, listen.hear_batch, job.rows_read, progress)
    reach("file_read")
    ended = unit_of_work(lambda: listen.finish_import(db.session(), job_id, now(), rows, problem))
    reach("import_finished")
    return ended


def _in_batches(
    job_id: int,
    rows: Iterator[T],
    take: Callable[..., object],
    done: int,
    progress: Callable[[ImportJob], object],
) -> tuple[int, dict[str, object] | None]:
    """Take what the ledger does not have yet; returns the rows of the file, and why it had to stop, if it had to."""
    try:
        for _known in islice(rows, done):
            pass
        while batch := list(islice(rows, listen.ROWS_A_BATCH)):
            unit_of_work(partial(take, db.session(), job_id, batch, starts_at=done, at=now()))
            reach("batch_committed")
            done += len(batch)
            bulk.tidy()
            progress(db.session.get_one(ImportJob, job_id))
    except UnreadableFile as refused:
        log.warning("import_stopped", job=job_id, reason=refused.reason)
        return done, {"code": refused.reason, "facts": refused.facts}
    return done, None


@contextlib.contextmanager
def _uploaded(job_id: int) -> Iterator[Path]:
    with upload.on_disk(db.session(), job_id) as path:
        db.session.rollback()  # no read transaction stays open while the file is heard
        yield path
