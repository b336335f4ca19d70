"""The queue, and the tasks of one application on it."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from flask import Flask
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab

from cxloop.clock import now
from cxloop.database import db
from cxloop.jobs.anchoring import anchor
from cxloop.jobs.importing import abandoned_imports, check_import, run_import
from cxloop.jobs.pulling import pull_missing
from cxloop.jobs.ticking import beat, tick
from cxloop.responses.inbound import pulls


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


log = structlog.get_logger()


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
        if made := anchor(self.app.config["SETTINGS"], now()):
            log.info("trail_anchored", anchor=made.printed(), events=made.events)
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
