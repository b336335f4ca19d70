"""C14 and C12 by real processes: killed in the middle of a call, its repeat leaves one effect."""

import contextlib
import http.client
import json
import os
import signal
import urllib.error
import urllib.request

import pytest
from sqlalchemy import func, select

from cxloop.clock import now
from cxloop.database import db, unit_of_work
from cxloop.people import tokens
from cxloop.people.programs import IdempotentCall
from cxloop.people.scopes import SCOPES
from cxloop.responses.models import Response
from cxloop.tickets.models import Ticket

POINTS = ("api_after_effect", "api_before_commit", "api_after_commit")
pytestmark = pytest.mark.faults


def send(cxloop, secret, key, number):
    """The status of one call; None when the process died under it."""
    body = {"survey": "kills", "metric": "nps", "score": 1, "external_id": f"r{number}", "comment": "Late"}
    asked = urllib.request.Request(f"{cxloop.url}/api/v1/responses", data=json.dumps(body).encode())
    for name, value in (
        ("Authorization", f"Bearer {secret}"),
        ("Content-Type", "application/json"),
        ("Idempotency-Key", key),
    ):
        asked.add_header(name, value)
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code
    except (urllib.error.URLError, ConnectionError, http.client.HTTPException, TimeoutError):
        return None


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@pytest.mark.parametrize("point", POINTS)
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


def _wait(cxloop):
    from tests.processes import wait_until

    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"{cxloop.url}/livez") as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError):
            return False

    wait_until(answers, "the web process")
