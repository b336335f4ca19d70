"""A provider nobody here wrote: another project's, in a process of its own."""

import http.client
import json
import subprocess
import sys
from urllib.parse import urlencode, urlsplit

import pytest

from cxloop.audit_log import By
from cxloop.clock import now
from cxloop.database import db
from cxloop.people.identities import keep_secret, of_user
from cxloop.settings import ledger
from cxloop.settings.ledger import Hand
from cxloop.settings.parts import PARTS
from tests.databases import KEY
from tests.processes import free_port, wait_until
from tests.visitor import Visitor

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


@pytest.fixture
def theirs(olga):
    """It knows Olga, as somebody whose address it verified."""
    port, known = free_port(), {"sub": "7f3a", "email": olga.email, "email_verified": True, "name": "Olga"}
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        "--require-nonce",
        "true",
    ]
    started = subprocess.Popen(
        [*command, "--user-claims", json.dumps(known)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: answers(port), "the provider")
        yield f"http://127.0.0.1:{port}"
    finally:
        started.kill()
        started.wait()


def answers(port):
    try:
        return asked(f"http://127.0.0.1:{port}/").status == 200
    except OSError:
        return False


def asked(address, form=None):
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    path = f"{parts.path}?{parts.query}"
    connection.request("POST" if form else "GET", path, urlencode(form or {}), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_a_colleague_comes_in_with_it(app, olga, theirs):
    session, part = db.session(), PARTS["sign-in"]
    values = part.read(session, part.name) | {
        "issuer": f"{theirs}/",
        "client_id": "cxloop",
        "is_at_home": True,
    }
    ledger.switch_on(session, part, part.name, values, Hand(None, "cli"), at=now())
    keep_secret(session, KEY, f"{theirs}/", "their secret", By(None, "cli"), now())
    session.commit()
    hers = Visitor(app)
    there = hers.get("/sign-in/elsewhere?next=/me", expect=302).location
    assert there.startswith(theirs)
    back = urlsplit(asked(there, {"sub": "7f3a"}).headers["Location"])
    assert hers.get(f"{back.path}?{back.query}", expect=302).location == "/me"
    hers.get("/me")
    assert of_user(db.session(), olga.id).subject == "7f3a"
    assert asked(there, {"sub": "7f3a"}).status == 302
    Visitor(app).get(f"{back.path}?{back.query}", expect=400)
