"""The queue: shallow tasks that say when, never what.

Lost, doubled or late, a task does no harm: the truth is in the database, and the tick asks again for what is pending.
"""

import contextlib
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache, partial
from itertools import islice
from pathlib import Path
from threading import Event
from time import monotonic
from urllib.parse import urlsplit

import structlog
from flask import Flask
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError

from cxloop import bulk
from cxloop.alerts import heartbeat
from cxloop.clock import now
from cxloop.config import Settings
from cxloop.crashpoints import reach
from cxloop.database import copy_log, db, unit_of_work
from cxloop.loop import act, imports, inbox, pull, reconcile, remind, tidy, uploads, verify
from cxloop.loop.forecast import as_json, forecast
from cxloop.outward import Outward
from cxloop.outward.pulling import PullFailed, pages
from cxloop.responses.importing import upload
from cxloop.responses.importing.answers import Row
from cxloop.responses.importing.plan import Plan
from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.responses.importing.rows import read_rows
from cxloop.responses.inbound import pulls
from cxloop.responses.models import ImportJob
from cxloop.slack.delivery import deliver_all

log = structlog.get_logger()
ONE_PASS = 500
MANY_PASSES = 10_000
STILL_FOR = timedelta(seconds=60)
PAUSE_SECONDS = 1.0
PAUSE_AFTER_TROUBLE_SECONDS = 5.0


@cache
def queue(url: str) -> Huey:
    """The queue at this address: SQLite embedded, PostgreSQL or Redis when scaled; the same tasks on each."""
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        path = Path(url.removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True)
        return SqliteHuey("cxloop", filename=str(path), results=False)
    if scheme.startswith("redis"):
        return RedisHuey("cxloop", url=url, results=False)
    return PostgresHuey("cxloop", dsn=url, results=False)


class Tasks:
    """The tasks of one application, on its queue."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.huey = queue(app.config["SETTINGS"].queue_url)
        self.run_import = self.huey.task(name="run_import")(self._inside(run_import))
        self.check_import = self.huey.task(name="check_import")(self._inside(check_import))
        self.pull_missing = self.huey.task(name="pull_missing")(self._inside(self._pull))
        self.tick = self.huey.periodic_task(crontab(minute="*"), name="tick")(self._inside(self._tick))
        self.huey.on_startup(name="beat")(self._inside(lambda: beat(now())))

    def _inside(self, work: Callable[..., object]) -> Callable[..., None]:
        def run(*arguments: object) -> None:
            with self.app.app_context():
                work(*arguments)

        return run

    def _tick(self) -> None:
        tick(now())
        for job_id in abandoned_imports(now()):
            self.run_import(job_id)
        for job_id in abandoned_imports(now(), "checking"):
            self.check_import(job_id)
        for source_id in pulls.due(db.session(), now()):
            self.pull_missing(source_id)

    def _pull(self, source_id: int) -> None:
        pull_missing(source_id, self.app.config["SETTINGS"])


def tasks(app: Flask) -> Tasks:
    """The tasks of this application; registered once."""
    if "cxloop-tasks" not in app.extensions:
        app.extensions["cxloop-tasks"] = Tasks(app)
    found: Tasks = app.extensions["cxloop-tasks"]
    return found


def keep_delivering(app: Flask, stopped: Event) -> None:
    """Drain the outbox every second until told to stop: an alert leaves as soon as its change is committed.

    Nobody has to ask for it, so a change that forgot to ask is told of all the same.
    """
    settings: Settings = app.config["SETTINGS"]
    _keep_on(app, stopped, "delivery", lambda: deliver_all(settings))


def keep_reading(app: Flask, stopped: Event) -> None:
    """Read what survey platforms sent, every second until told to stop: nobody has to ask for it."""
    _keep_on(app, stopped, "reading", read_inbox)


def keep_sorting(app: Flask, stopped: Event) -> None:
    """Sort in what large imports brought, a short portion after the other, every second until told to stop."""
    _keep_on(app, stopped, "sorting", lambda: sort_in(now(), MANY_PASSES, stopped))


def _keep_on(app: Flask, stopped: Event, name: str, work: Callable[[], object]) -> None:
    while not stopped.wait(PAUSE_SECONDS):
        try:
            with app.app_context():
                work()
        except (
            Exception
        ) as error:  # the database may be away for a while; the next drain finds everything again
            log.warning("work_paused", work=name, kind=type(error).__name__)
            stopped.wait(PAUSE_AFTER_TROUBLE_SECONDS)


def read_inbox() -> int:
    """Read every call that waits; returns how many those were. Where a batch fails, each of its calls is read alone."""
    total = 0
    while count := _read_batch():
        total += count
        reach("inbox_after_commit")
    return total


def _read_batch() -> int:
    def work() -> int:
        count = inbox.read_next(db.session(), at=now())
        reach("inbox_before_commit")
        return count

    try:
        return unit_of_work(work)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.warning("inbox_batch_not_read", kind=type(error).__name__)
        return _read_alone()


def _read_alone() -> int:
    """As many as a batch holds, so that one that breaks us is set aside, and the others are read."""
    return sum(unit_of_work(lambda: inbox.read_alone(db.session(), at=now())) for _ in range(inbox.BATCH))


def beat(at: datetime) -> None:
    """Show that the worker is alive."""
    unit_of_work(lambda: heartbeat.beat(db.session(), at))


def tick(at: datetime) -> dict[str, int]:
    """One pass of the clock: escalate what is overdue, close what stayed silent; returns how many of each."""
    beat(at)
    read_inbox()
    told = _until_done(lambda: act.escalate_next(db.session(), at=at, most=ONE_PASS))
    closed = _until_done(lambda: verify.expire_next(db.session(), at=at, most=ONE_PASS))
    reminded = _until_done(lambda: remind.remind_next(db.session(), at=at, most=ONE_PASS))
    keep_findable(at)
    became = audit(at)
    return {
        "escalated": told,
        "expired": closed,
        "reminded": reminded,
        "mended": len(became.mended),
        "shown": len(became.shown),
    }


def keep_findable(at: datetime, passes: int = 60) -> int:
    """Let the next new contacts be found by name, and suggest who may be there twice; returns how many."""
    total = unit_of_work(lambda: tidy.gather_late(db.session(), at))
    if tidy.is_anybody_late(db.session()):
        total += unit_of_work(lambda: tidy.key_late(db.session(), at))
    return total + sort_in(at, passes)


def sort_in(at: datetime, passes: int, stopped: Event | None = None) -> int:
    """So many portions of both rounds over the contacts; returns how many contacts were looked at.

    Reading and comparing hold nobody up: only what they found is stored, in short units of work, however slow the
    disk is; and SQLite's log is copied after each, while others write.
    """
    total, most = 0, tidy.FEW
    for _ in range(passes):
        portion, compared = tidy.spell_next(db.session(), most), tidy.compare_next(db.session(), most)
        db.session.rollback()
        if (portion is None and compared is None) or (stopped and stopped.is_set()):
            break
        begun = monotonic()
        stored = partial(tidy.keep, db.session(), portion, compared, at)
        count = unit_of_work(stored, leaves_log=True)
        most = tidy.next_size(most, monotonic() - begun)
        copy_log()
        if not count:  # somebody else was first
            break
        total += count
    return total


def audit(at: datetime) -> reconcile.Settled:
    """One pass of the auditor: look without holding anybody up, then mend what is still broken."""
    looked = reconcile.look(db.session(), at)
    db.session.rollback()
    became = unit_of_work(lambda: reconcile.settle(db.session(), looked, at))
    for kind, count in Counter(kind for kind, _ in became.found).items():
        subjects = [subject for name, subject in became.found if name == kind]
        mended = sum(name == kind for name, _ in became.mended)
        log.warning("gaps_found", kind=kind, count=count, mended=mended, first=subjects[0])
    return became


def _until_done(work: Callable[[], int]) -> int:
    total = 0
    while count := unit_of_work(work):
        total += count
    return total


def pull_missing(source_id: int, settings: Settings) -> None:
    """Ask a source's platform for what its calls did not bring; the calls go out between the units of work."""
    errand = unit_of_work(
        lambda: pull.begin(db.session(), source_id, secret_key=settings.secret_key, at=now())
    )
    if errand is None:
        return
    took = pull.Took()
    outward = Outward(allowed=settings.outward_allow)
    try:
        for found in pages(errand.platform, errand.credentials, errand.wish, outward=outward, at=now()):
            took += unit_of_work(partial(pull.keep, db.session(), errand, found, at=now()))
    except PullFailed as failed:
        log.warning("pull_failed", source=source_id, reason=failed.reason, **failed.facts)
        broken = partial(pull.fail, db.session(), errand, failed.reason, wait=failed.wait, facts=failed.facts)
        unit_of_work(lambda: broken(at=now()))
    else:
        unit_of_work(lambda: pull.finish(db.session(), errand, took, at=now()))
    read_inbox()


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
    under = unit_of_work(lambda: uploads.dry_run_terms(db.session(), job, now()))
    with _uploaded(job_id) as path:
        try:
            rows = read_rows(path, Plan.from_json(job.reading or {}))
            counted = forecast(db.session(), rows, under)
            found = unit_of_work(lambda: as_json(db.session(), counted))
        except UnreadableFile as refused:
            problem = {"code": refused.reason, "facts": refused.facts}
    unit_of_work(lambda: uploads.checked(db.session(), job_id, found, problem))


def run_import(job_id: int, progress: Callable[[ImportJob], object] = lambda _job: None) -> ImportJob:
    """Hear a whole uploaded file, a unit of work a batch, from where the ledger says; returns the job at its end."""
    job = unit_of_work(lambda: imports.prepare(db.session(), job_id, now()))
    plan = Plan.from_json(job.reading or {})
    with _uploaded(job_id) as path, bulk.in_quantity(db.session()):
        answers = read_rows(path, plan)
        rows, problem = _hear_file(job_id, iter(answers), job.rows_read, progress)
    reach("file_read")
    ended = unit_of_work(lambda: imports.finish(db.session(), job_id, now(), rows, problem))
    reach("import_finished")
    return ended


def _hear_file(
    job_id: int, rows: Iterator[Row], done: int, progress: Callable[[ImportJob], object]
) -> tuple[int, dict[str, object] | None]:
    """Hear what the ledger does not have yet; returns the rows of the file, and why it had to stop, if it had to."""
    try:
        for _known in islice(rows, done):
            pass
        while batch := list(islice(rows, imports.BATCH)):
            hear = partial(imports.hear_batch, db.session(), job_id, batch, starts_at=done, at=now())
            unit_of_work(hear)
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
    with tempfile.TemporaryDirectory(prefix="cxloop-") as folder:
        path = Path(folder) / "upload"
        upload.copy_to(db.session(), job_id, path)
        db.session.rollback()  # no read transaction stays open while the file is heard
        yield path
