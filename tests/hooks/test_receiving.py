"""C10, C12, C65: a call is believed or not, kept once, and answered only then."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from cxloop.database import db
from cxloop.loop import listen
from cxloop.responses.inbound import queries
from cxloop.responses.inbound.models import InboundEvent
from tests.hooks.conftest import SECRET, SIGNATURE, SIGNING, signed

SAID = {"id": "A-1", "score": 2, "comment": "Nobody called back.", "email": "carl@customer.example"}


def kept():
    return list(db.session.scalars(select(InboundEvent).order_by(InboundEvent.id)))


def test_a_call_is_kept_as_it_came_before_it_is_answered(connected, at):
    body = b'{ "id": "A-1",\r\n "score": 2 }'
    answer = connected().send(body)
    (event,) = kept()
    assert (answer.status_code, answer.json) == (200, {"id": event.id, "repeats": 0})
    assert (event.body, event.content_type, event.state, event.received_at) == (
        body, "application/json", "waiting", at,
    )  # fmt: skip


def test_the_same_call_again_is_one_row_and_the_same_answer(connected):
    sender = connected()
    answers = [sender.send(SAID) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json["id"] for answer in answers}) == 1
    assert [event.repeats for event in kept()] == [4]


def test_the_same_event_in_other_bytes_is_told_by_its_id(connected):
    sender = connected()
    first = sender.send(b'{"event_id": "E-1", "id": "A-1", "score": 2}')
    again = sender.send(b'{"event_id":"E-1","id":"A-1","score":2,"sent_again":true}')
    assert again.json == {"id": first.json["id"], "repeats": 1}


def test_two_sources_may_use_the_same_ids(connected):
    assert connected().send(SAID).json["id"] != connected().send(SAID).json["id"]


def test_every_refusal_is_the_same_answer(connected):
    sender, unsigned = connected(SIGNING, SECRET), connected()
    body = json.dumps(SAID).encode()
    paths = [
        (sender.path, {}),
        (sender.path, signed(body, "another secret")),
        (sender.path, signed(body + b" ")),
        (f"/hooks/generic/{sender.address}", signed(body)),
        (f"/hooks/{SIGNING}/{unsigned.address}", signed(body)),
        ("/hooks/generic/unknown", {}),
        ("/hooks/nothing/unknown", {}),
        (f"/hooks/generic/{unsigned.address}x", {}),
        ("/hooks/generic/%00", {}),
    ]
    client = sender.app.test_client()
    answers = [client.post(path, data=body, headers=headers) for path, headers in paths]
    assert {(answer.status_code, answer.data) for answer in answers} == {(401, answers[0].data)}
    assert kept() == []


def test_a_door_that_is_to_sign_believes_nobody_until_it_has_its_secret(connected):
    assert connected(SIGNING).send(SAID, headers=signed(b"")).status_code == 401


def test_old_and_new_secret_are_both_believed_for_a_day(connected, app, at, clock):
    sender = connected(SIGNING, SECRET)
    key = app.config["SETTINGS"].secret_key
    listen.renew_secret(db.session(), sender.hook.source_id, "the new one", secret_key=key, at=at)
    body = json.dumps(SAID).encode()
    assert sender.send(body, headers=signed(body)).status_code == 200
    assert sender.send(body, headers=signed(body, "the new one")).status_code == 200
    clock.shift(timedelta(hours=25))
    assert sender.send(body, headers=signed(body)).status_code == 401
    assert sender.send(body, headers=signed(body, "the new one")).status_code == 200


def test_an_old_secret_address_works_for_a_day(connected, at, clock):
    sender = connected()
    old, sender.address = sender.address, listen.renew_address(db.session(), sender.hook.source_id, at=at)
    assert sender.send(SAID).status_code == 200
    sender.address = old
    assert sender.send(SAID).status_code == 200
    clock.shift(timedelta(hours=25))
    assert sender.send(SAID).status_code == 401


def test_secrets_and_addresses_are_not_kept_as_they_are(connected):
    signing, unsigned = connected(SIGNING, SECRET), connected()
    assert SECRET not in (signing.hook.signing_secret or "")
    assert unsigned.address not in (unsigned.hook.address_hash or "")
    assert unsigned.hook.address is None


def test_a_paused_source_says_later_and_never_gone(connected, at):
    sender = connected()
    listen.pause_source(db.session(), sender.hook.source_id, at=at)
    answer = sender.send(SAID)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    listen.resume_source(db.session(), sender.hook.source_id)
    assert sender.send(SAID).status_code == 200


def test_a_database_that_is_away_or_full_says_later(connected, monkeypatch):
    sender = connected()

    def broken(*_rest, **_more):
        raise OperationalError("INSERT", None, Exception("database or disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr(queries, "keep", broken)
        answer = sender.send(SAID)
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    assert sender.send(SAID).status_code == 200


def test_a_body_over_a_megabyte_is_refused_before_it_is_kept(connected):
    assert connected().send(b"x" * (1024 * 1024 + 1)).status_code == 413
    assert kept() == []


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_platform_that_looks_whether_somebody_is_there_finds_somebody(connected, method):
    sender = connected()
    answers = [
        sender.app.test_client().open(path, method=method) for path in (sender.path, "/hooks/generic/unknown")
    ]
    assert {(answer.status_code, answer.data) for answer in answers} == {(200, answers[0].data)}


def test_signatures_and_bodies_are_kept_out_of_rows_and_logs(connected, capsys):
    sender = connected(SIGNING, SECRET)
    sender.send(SAID)
    sender.send(b"not json at all: Carl Rossi")
    sender.read()
    assert all(SIGNATURE not in (event.headers or {}) for event in kept())
    assert "Carl" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe\x00", b"\x00", b"[" * 5000, b'{"id": 1e999, "score": NaN}', b'"\\ud800"']
)
def test_whatever_comes_is_kept_and_never_breaks_us(connected, body):
    sender = connected()
    assert sender.send(body).status_code == 200
    assert sender.read() == 1
    assert [event.state for event in kept()] == ["quarantined"]
