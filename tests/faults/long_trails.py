"""How long `cxloop audit verify` takes over a long log: `python -m tests.faults.long_trails --events 250000`."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy import select

from cxloop import audit_log
from cxloop.database import db, unit_of_work
from cxloop.people.models import Role, User
from cxloop.trails import Said, append
from tests.databases import Databases, dispose
from tests.makers import AT, Maker
from tests.processes import install

PEOPLE = 500
AT_ONCE = 5000


def fill(events: int) -> None:
    """Sign-ins and other lines of five hundred people, one after the other."""
    make = Maker()
    for number in range(PEOPLE):
        db.session.add(
            User(name=f"P{number}", email=f"p{number}@example.com", role=Role.FRONTLINE, created_at=AT)
        )
    make.team("North")
    people = list(db.session.scalars(select(User.id)))
    said = (
        Said(
            people[place % PEOPLE], "refused", {"what": "GET tickets.show", "subject": place},
            AT + timedelta(seconds=place), people[place % PEOPLE], "web",
        )
        for place in range(events)
    )  # fmt: skip
    while piece := list(islice(said, AT_ONCE)):
        unit_of_work(lambda piece=piece: append(db.session(), audit_log.CHAIN, piece))


def timed(engine: str, events: int, folder: Path) -> str:
    """One line: how many seconds the command took from its start to its end."""
    databases = Databases(folder)
    try:
        one = install(databases, folder, engine)
        with one.app.app_context():
            fill(events)
        dispose(one.app)
        began = time.monotonic()
        environment = {"PATH": os.environ["PATH"], **one.environment}
        command = [sys.executable, "-m", "cxloop", "audit", "verify"]
        said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        took = time.monotonic() - began
    finally:
        databases.close()
    assert "as it was written" in said
    return f"{engine}: {events} lines in {took:.1f} s, {took / events * 100_000:.1f} s per 100,000"


def main(engines: Iterable[str] = ("sqlite", "postgresql")) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=250_000)
    events = parser.parse_args().events
    for engine in engines:
        with tempfile.TemporaryDirectory(prefix="cxloop-trails-") as folder:
            sys.stdout.write(timed(engine, events, Path(folder)) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
