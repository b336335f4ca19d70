"""The database goes away under load and comes back; the disk fills up and has room again. Real processes."""

import logging
import os
import shutil
import sqlite3
import tempfile
import threading
from pathlib import Path

import pytest

from cxloop.database import db
from cxloop.loop import keep
from tests.faults.storage import OwnServer, ask, full_disk, seconds_until
from tests.hooks.storm import Kept, call, open_door, shuffled, storm, wait_until_read
from tests.processes import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]
log = logging.getLogger(__name__)
EVENTS, TIMES = 150, 2
AWAY_SECONDS = float(os.environ.get("CXLOOP_AWAY_SECONDS", "2"))


@pytest.fixture
def server():
    # its path must be short, for it holds a Unix socket, and open to the user PostgreSQL runs as
    folder = Path(tempfile.mkdtemp(prefix="cxloop-own-", dir="/tmp"))
    made = OwnServer(folder / "server")
    yield made
    made.stop()
    shutil.rmtree(folder, ignore_errors=True)


def stormed(url, door, events):
    """The storm in the background; `.join()` it, then read `.heard`."""
    found = {}

    def run():
        found["heard"] = storm(url, door, shuffled(events, TIMES), senders=3)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, found


def alive(installed):
    return [process.poll() for process in installed.processes[-2:]]


def gaps(installed):
    from cxloop.clock import now

    with installed.app.app_context():
        db.session.rollback()
        looked = keep.look_for_gaps(db.session(), now())
        db.session.rollback()
        return looked.findings


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_a_server_that_is_ended_and_returns_loses_nothing(installed, server, engine_name):
    one = installed(engine_name, DATABASE_URL=server.url)
    one.run("migrate")
    door = open_door(one)
    one.serve()
    thread, found = stormed(one.url, door, EVENTS)
    wait_until(lambda: ask(f"{one.url}/livez")[0] == 200, "livez")
    server.end()
    statuses = set()
    body, headers = call(10_000)
    pause = threading.Event()
    for _ in range(int(AWAY_SECONDS / 0.5)):
        statuses.add(ask(one.url + door.path, body, headers))
        assert ask(f"{one.url}/livez")[0] == 200
        assert ask(f"{one.url}/readyz")[0] == 503
        pause.wait(0.5)
    assert statuses == {(503, "30")}
    server.begin()
    back = seconds_until(
        lambda: ask(one.url + door.path, body, headers)[0] == 200, "the first call to be kept"
    )
    assert back < 60  # how soon is written down in docs/faults.md: a machine may be busy
    thread.join(120)
    heard = found["heard"]
    assert len(heard.rows) == EVENTS
    assert all(len(rows) == 1 for rows in heard.rows.values())
    wait_until_read(one, 60)
    kept = Kept.of(one)
    assert (kept.rows, kept.responses, kept.different_answers) == (EVENTS + 1,) * 3
    assert kept.unread == 0
    assert kept.tickets == EVENTS // 10 + 1
    assert alive(one) == [None, None]
    assert gaps(one) == ()
    log.info("back after %.2f s; on the way %s", back, dict(heard.troubles))


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_a_full_disk_refuses_keeps_nothing_by_half_and_recovers_by_itself(
    installed, engine_name, record_property
):
    one = installed(engine_name)
    door = open_door(one)
    one.serve()
    body, headers = call(20_000)
    assert ask(one.url + door.path, body, headers)[0] == 200
    wait_until_read(one, 30)
    before = Kept.of(one)
    with full_disk(one):
        thread, found = stormed(one.url, door, EVENTS // 3)
        another, signed = call(30_000)
        assert {ask(one.url + door.path, another, signed) for _ in range(6)} == {(503, "30")}
        assert ask(f"{one.url}/livez")[0] == 200
        assert ask(f"{one.url}/sign-in")[0] == 200
        assert ask(f"{one.url}/readyz")[0] == 503
        assert Kept.of(one) == before
    back = seconds_until(
        lambda: ask(one.url + door.path, another, signed)[0] == 200, "the first call to be kept"
    )
    thread.join(120)
    assert len(found["heard"].rows) == EVENTS // 3
    wait_until_read(one, 60)
    kept = Kept.of(one)
    assert (kept.rows, kept.responses) == (EVENTS // 3 + 2,) * 2
    assert alive(one) == [None, None]
    assert gaps(one) == ()
    path = one.environment["CXLOOP_DATABASE_URL"].removeprefix("sqlite:///")
    assert sqlite3.connect(path).execute("PRAGMA integrity_check").fetchone() == ("ok",)
    log.info("back after %.2f s", back)
