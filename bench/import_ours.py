"""The product hears a whole export: plan, upload, reading, rules, tickets, alerts, tallies, ledger, all commits."""

import sys
from itertools import islice
from pathlib import Path

from bench import databases
from bench.timing import measured
from cxloop.audit_log import By
from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.jobs import run_import
from cxloop.loop import listen
from cxloop.responses import surveys
from cxloop.responses.importing import upload
from cxloop.responses.importing.plan import plan_for
from cxloop.responses.models import ImportJob

SMALL = 200


def hear(path: Path, key: str) -> ImportJob:
    """What `python -m cxloop import` does, less its dry run."""
    plan = plan_for(path, "Europe/Rome")
    new = surveys.with_usual_thresholds(key, plan.metric, plan.lowest, plan.highest, key=key)

    def keep() -> int:
        job = upload.keep(db.session(), path, path.name, plan, by_id=None, at=now())
        listen.decide_reading(db.session(), job.id, plan, new, backfill_days=None, at=now())
        listen.dry_run_checked(db.session(), job.id, {"read": plan.rows_expected}, None)
        return job.id

    job_id = unit_of_work(keep)
    unit_of_work(lambda: listen.start_import(db.session(), job_id, now(), By(None, "cli")))
    return run_import(job_id)


def main(url: str, file: str) -> None:
    """A worker has heard files before: a small one first, so that what Python loads once is not counted."""
    path = Path(file)
    small = path.with_name(f"small-{path.name}")
    with path.open(encoding="utf-8") as whole:
        small.write_text("".join(islice(whole, SMALL)), encoding="utf-8")
    with databases.app(url, path.parent).app_context():
        hear(small, "small")
        with measured() as facts:
            job = hear(path, "bench")
            facts |= {
                "read": job.rows_read,
                "created": job.created,
                "tickets": job.tickets,
                "state": job.state,
            }


if __name__ == "__main__":
    main(*sys.argv[1:])
