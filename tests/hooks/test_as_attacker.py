"""What somebody with bad intentions tries at a door: no trick makes it believe, keep or repeat what it should not."""

import gzip
import json
from io import BytesIO

import pytest
from sqlalchemy import func, select

from cxloop.database import db
from cxloop.hooks.views import LARGEST_BODY
from cxloop.loop.listen import PURPOSE
from cxloop.responses.inbound.models import Hook, InboundEvent
from cxloop.responses.models import Response
from cxloop.secrets import sealing
from tests.hooks.conftest import SECRET, SIGNING, signed


def kept():
    return db.session.scalar(select(func.count()).select_from(InboundEvent))


def in_chunks(sender, body):
    """As a server hands on a body without a length."""
    db.session.commit()
    return sender.app.test_client().post(
        sender.path, input_stream=BytesIO(body), content_type="application/json",
        headers={"Transfer-Encoding": "chunked"}, environ_overrides={"wsgi.input_terminated": True},
    )  # fmt: skip


def test_a_body_in_chunks_is_kept_whole_or_refused_and_never_cut(connected):
    sender, said = connected(), b'{"id": "A-1", "score": 2'
    assert in_chunks(sender, said + b"}").status_code == 200
    assert in_chunks(sender, said + b" " * LARGEST_BODY + b"}").status_code == 413
    assert kept() == 1


@pytest.mark.parametrize("key", ["generic", "google_forms", "limesurvey", "qualtrics"])
def test_a_secret_that_cannot_be_read_any_more_lets_no_unsigned_call_in(connected, key):
    sender = connected(key)
    assert sender.send({"id": "A-1", "score": 2}).status_code == 200
    hook = db.session.get_one(Hook, sender.hook.source_id)
    hook.signing_secret = sealing.seal("another key " * 4, PURPOSE, SECRET)
    db.session.commit()
    assert sender.send({"id": "A-2", "score": 2}).status_code == 401
    assert kept() == 1


def test_a_compressed_body_is_never_unpacked(connected):
    sender, bomb = connected(), gzip.compress(bytes(50_000_000))
    assert sender.send(bomb, headers={"Content-Encoding": "gzip"}).status_code == 200
    sender.read()
    event = db.session.scalars(select(InboundEvent)).one()
    assert (event.state, len(event.body)) == ("quarantined", len(bomb))


def test_an_old_version_sent_again_changes_nothing(connected, clock):
    sender = connected(SIGNING, SECRET)
    for score, moment in ((2, "2026-03-10T08:00:00Z"), (9, "2026-03-10T08:30:00Z")):
        sender.send({"id": "A-1", "score": score, "updated_at": moment})
        sender.read()
    for moment in ("2026-03-10T08:00:00Z", "2026-03-10T08:00:00+00:00"):
        assert sender.send({"id": "A-1", "score": 2, "updated_at": moment}).status_code == 200
        sender.read()
    assert db.session.scalars(select(Response.score)).all() == [9]
    assert kept() == 3


def test_two_signatures_are_none_and_no_header_of_theirs_becomes_ours(connected):
    sender, body = connected(SIGNING, SECRET), json.dumps({"id": "A-1", "score": 2}).encode()
    right = signed(body)["x-cxloop-signature"]
    client = sender.app.test_client()
    db.session.commit()
    twice = [("X-Cxloop-Signature", right), ("X-Cxloop-Signature", "sha256=0")]
    assert client.post(sender.path, data=body, headers=twice).status_code == 401
    own = signed(body) | {"Cxloop-Backfill-Days": "0"}
    assert sender.send(body, headers=own).status_code == 200
    assert db.session.scalars(select(InboundEvent.headers)).one() is None
