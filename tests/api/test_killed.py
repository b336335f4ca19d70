"""C14 and C12 by real processes: killed in the middle of a call, its repeat leaves one effect."""

import contextlib
import http.client
import json
import os
import signal
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.people import tokens
from cxloop.people.programs import IdempotentCall
from cxloop.people.scopes import SCOPES
from cxloop.responses.models import Response
from cxloop.tickets.models import Ticket
from tests.breadth import in_turn

CROWD = 60
POINTS = ("api_after_effect", "api_before_commit", "api_after_commit")
pytestmark = pytest.mark.faults


def send(cxloop, secret, key, number):
    """The status of one call; None when the process died under it."""
    body = {"survey": "kills", "metric": "nps", "score": 1, "external_id": f"r{number}", "comment": "Late"}
    asked = urllib.request.Request(f"{cxloop.url}/api/v1/responses", data=json.dumps(body).encode())
    asked.add_header("Authorization", f"Bearer {secret}")
    asked.add_header("Content-Type", "application/json")
    if key is not None:
        asked.add_header("Idempotency-Key", key)
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code
    except (urllib.error.URLError, ConnectionError, http.client.HTTPException, TimeoutError):
        return None


@pytest.mark.parametrize(("point", "engine"), in_turn(POINTS))
def test_a_call_killed_in_the_middle_has_one_effect_when_it_comes_again(installed, engine, point):
    cxloop = installed(engine)
    with cxloop.app.app_context():
        _, secret = unit_of_work(lambda: tokens.make(db.session(), "CRM", SCOPES, at=now(), by_id=None))
        db.session.remove()
    cxloop.serve("web")
    assert send(cxloop, secret, "warm", 0) == 201
    (server,) = cxloop.processes
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait(20)
    armed = cxloop.start("web", CRASHPOINT=point)
    _wait(cxloop)
    assert send(cxloop, secret, "k", 1) is None
    os.killpg(armed.pid, signal.SIGKILL)
    armed.wait(20)
    cxloop.start("web")
    _wait(cxloop)
    assert send(cxloop, secret, "k", 1) == 201
    assert send(cxloop, secret, "k", 1) == 201
    with cxloop.app.app_context():
        found = [
            db.session.scalar(select(func.count()).select_from(one))
            for one in (Response, Ticket, IdempotentCall)
        ]
        db.session.remove()
    assert found == [2, 2, 2]


@pytest.mark.parametrize(
    ("point", "engine"), in_turn(("api_before_commit:5", "api_after_effect:5", "api_after_commit:9"))
)
def test_a_group_killed_in_the_middle_loses_nothing_that_was_acknowledged(installed, engine, point):
    cxloop = installed(engine)
    with cxloop.app.app_context():
        _, secret = unit_of_work(lambda: tokens.make(db.session(), "CRM", SCOPES, at=now(), by_id=None))
        db.session.remove()
    server = cxloop.start("web", CRASHPOINT=point)
    _wait(cxloop)
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda number: send(cxloop, secret, None, number), range(CROWD)))
    os.killpg(server.pid, signal.SIGKILL)
    server.wait(20)
    assert None in told, "nobody was killed"
    acknowledged = {f"r{number}" for number, status in enumerate(told) if status == 201}
    assert acknowledged <= set(_stored(cxloop))
    cxloop.start("web")
    _wait(cxloop)
    again = [send(cxloop, secret, None, number) for number in range(CROWD)]
    assert all(again[number] == 200 for number, status in enumerate(told) if status == 201)
    assert set(again) <= {200, 201}
    assert sorted(_stored(cxloop)) == sorted(f"r{number}" for number in range(CROWD))


def _stored(cxloop):
    with cxloop.app.app_context():
        found = list(db.session.scalars(select(Response.external_id)))
        db.session.remove()
    return found


def _wait(cxloop):
    from tests.processes import wait_until

    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"{cxloop.url}/livez") as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError):
            return False

    wait_until(answers, "the web process")
