"""Kills workers in the middle of an import, and compares the end with that of a worker that was left in peace."""

import csv
import io
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from cxloop.audit_log import By
from cxloop.calendars.queries import default_calendar
from cxloop.crashpoints import IMPORT_PATH
from cxloop.database import db, unit_of_work
from cxloop.loop import listen
from cxloop.people.models import Membership, Role, Team, User
from cxloop.responses import surveys
from cxloop.responses.importing import upload
from cxloop.responses.importing.plan import plan_for
from cxloop.responses.models import ImportJob
from cxloop.tickets import trail
from cxloop.tickets.models import Ticket, Triggering
from tests.databases import KEY
from tests.faults.end_state import end_state

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
ROWS, BATCH = 240, 20
IN_EACH_BATCH = ("answers_stored", "ledger_moved", "batch_committed")
PLACES = (*IN_EACH_BATCH * 3, *IMPORT_PATH[3:], *[""] * 3)
HEADER = ("Response ID", "Date", "Score", "Comment", "Email", "Name", "Company")


@dataclass
class Outcome:
    """What a campaign found; `files` were imported twice each, killed and in peace."""

    files: int = 0
    rows: int = 0
    tickets: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    double_tickets: int = 0
    broken_trails: int = 0
    different: list[str] = field(default_factory=list)
    """Names of the tables that do not say the same at the end."""


def export(chance: random.Random, number: int) -> bytes:
    """A file with unhappy customers who come again, answers that come again, and rows nobody can read."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(HEADER)
    for line in range(ROWS):
        name = chance.choice(
            [f"r{number}-{line}", f"r{number}-{line}", f"r{chance.randrange(number * ROWS + 9)}"]
        )
        score = chance.choice([*range(11), 2, 3, 99, "", "ten"])
        date = chance.choice(
            [f"2026-03-{chance.randint(1, 9):02} 1{line % 10}:00:00", "2026-03-01 09:00:00", "soon"]
        )
        who = chance.randrange(150)
        email = chance.choice([f"customer{who}@example.com", f"customer{who}@example.com", ""])
        sheet.writerow(
            (name, date, score, chance.choice(["", "late", "=1+1"]), email, "", f"Company {who % 9}")
        )
    return out.getvalue().encode()


class Campaign:
    """One database, imports one after the other, and workers that are killed; or not, to have an end to compare."""

    def __init__(self, app: Flask, var: Path) -> None:
        self.app = app
        self.environ = {
            "CXLOOP_TESTING": "1",
            "CXLOOP_DATABASE_URL": app.config["SETTINGS"].database_url.replace("+psycopg", ""),
            "CXLOOP_VAR": str(var), "CXLOOP_SECRET_KEY": KEY, "CXLOOP_TIME_ZONE": "Europe/Rome",
        }  # fmt: skip
        with app.app_context():
            unit_of_work(_people)

    def start(self, content: bytes) -> int:
        """Everything up to the moment the worker begins; the number of the import."""
        with self.app.app_context(), tempfile.TemporaryDirectory(prefix="cxloop-") as folder:
            path = Path(folder) / "answers.csv"
            path.write_bytes(content)
            return unit_of_work(lambda: _start(path))

    def is_running(self, job_id: int) -> bool:
        with self.app.app_context():
            state = db.session.get_one(ImportJob, job_id, populate_existing=True).state
            db.session.rollback()
            return state == "running"

    def double_tickets(self) -> int:
        """Answers that opened more than one ticket."""
        with self.app.app_context():
            opened = select(Triggering.response_id).where(Triggering.outcome == "opened")
            double = opened.group_by(Triggering.response_id).having(func.count() > 1).subquery()
            found = db.session.scalar(select(func.count()).select_from(double)) or 0
            db.session.rollback()
            return found

    def broken_trails(self) -> int:
        with self.app.app_context():
            return sum(
                trail.broken_at(db.session(), number) is not None
                for number in db.session.scalars(select(Ticket.id))
            )

    def end_state(self) -> dict[str, list[str]]:
        with self.app.app_context():
            return end_state()


def kill_imports(peaceful: Campaign, killed: Campaign, kills: int, chance: random.Random) -> Outcome:
    """Import the same files into both until so many workers were killed; then compare."""
    outcome, usual = Outcome(), 0.2
    with launcher() as worker:
        while outcome.kills.total() < kills:
            content = export(chance, outcome.files)
            begun = time.monotonic()
            assert worker(peaceful, peaceful.start(content)) == 0
            usual = time.monotonic() - begun
            job_id = killed.start(content)
            while killed.is_running(job_id):
                place = chance.choice(PLACES) if outcome.kills.total() < kills else None
                if worker(killed, job_id, place, chance, usual):
                    outcome.kills[place or "random moment"] += 1
            outcome.files += 1
            outcome.rows += ROWS
    expected, found = peaceful.end_state(), killed.end_state()
    outcome.different = [name for name, rows in expected.items() if rows != found[name]]
    outcome.double_tickets, outcome.broken_trails = killed.double_tickets(), killed.broken_trails()
    outcome.tickets = len(found["ticket"])
    return outcome


@contextmanager
def launcher() -> Iterator[Any]:
    """`worker(campaign, job, place, chance, usual)` is one worker; whether it was killed.

    `place` is a crash point, "" a moment within the `usual` seconds, None lets it live.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.launcher"], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"

        def worker(
            campaign: Campaign,
            job_id: int,
            place: str | None = None,
            chance: Any = random,
            usual: float = 0.0,
        ) -> bool:
            run: dict[str, Any] = {"environ": campaign.environ | {"CXLOOP_CRASHPOINT": ""}}
            run |= {"import": job_id, "batch": BATCH, "at": AT.isoformat()}
            if place:
                run["environ"]["CXLOOP_CRASHPOINT"] = f"{place}:{chance.randint(1, 3)}"
            elif place == "":
                run["killed_after"] = chance.uniform(0.0, usual)
            process.stdin.write(json.dumps(run) + "\n")
            process.stdin.flush()
            ended = json.loads(process.stdout.readline())
            assert ended["signal"] or not ended["code"], "the worker ended by itself"
            return bool(ended["signal"] == signal.SIGKILL)

        yield worker
        process.stdin.close()


def _people() -> None:
    calendar = default_calendar(db.session())
    team = Team(key="north", name="North", calendar_id=calendar.id)
    people = [
        User(name=name, email=f"{name}@example.com", role=Role.FRONTLINE, created_at=AT)
        for name in ("olga", "tom", "ugo")
    ]
    db.session.add_all([team, *people])
    db.session.flush()
    db.session.add_all(Membership(team_id=team.id, user_id=user.id, takes_tickets=True) for user in people)


def _start(path: Path) -> int:
    session = db.session()
    plan = plan_for(path, "Europe/Rome")
    survey = surveys.of_key(session, "killed") or surveys.with_usual_thresholds(
        "killed", "nps", 0, 10, key="killed"
    )
    job = upload.keep(session, path, path.name, plan, by_id=None, at=AT)
    listen.decide_reading(session, job.id, plan, survey, backfill_days=None, at=AT)
    listen.dry_run_checked(session, job.id, {"read": plan.rows_expected}, None)
    listen.start_import(session, job.id, AT, By(None, "cli"))
    return job.id
