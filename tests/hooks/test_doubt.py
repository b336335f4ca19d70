"""Too much of what a door cannot use is slowed down; what is believed and can be read never is."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cxloop.database import db
from cxloop.hooks import doubt
from cxloop.responses.inbound import queries
from cxloop.responses.inbound.models import InboundEvent
from tests.hooks.conftest import SECRET, SIGNING, signed

FORGED = {"x-cxloop-signature": "sha256=" + "0" * 64}


def said(number, **more):
    return {"id": f"A-{number}", "score": 9, **more}


def kept():
    return db.session.scalar(select(func.count()).select_from(InboundEvent))


def statuses(sender, count, **more):
    return [sender.send(said(number), headers=FORGED, **more).status_code for number in range(count)]


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(doubt, "ONE_ADDRESS_A_MINUTE", 5)
    monkeypatch.setattr(doubt, "ALL_A_MINUTE", 12)


def test_forged_calls_are_told_to_come_back_and_genuine_ones_beside_them_are_kept(connected, clock, few):
    sender = connected(SIGNING, SECRET)
    clock.shift(timedelta(seconds=20))
    assert statuses(sender, 7) == [401] * 5 + [429] * 2
    refused = sender.send(said(1), headers=FORGED)
    assert refused.headers["Retry-After"] == "40"
    assert sender.send(said(2)).status_code == 200
    clock.shift(timedelta(seconds=40))
    assert statuses(sender, 1) == [401]
    assert kept() == 1


def test_a_storm_of_genuine_calls_counts_for_nothing(connected, few):
    sender = connected(SIGNING, SECRET)
    assert {sender.send(said(number)).status_code for number in range(200)} == {200}
    assert statuses(sender, 1) == [401]


def test_looking_for_addresses_is_slowed_alike_whether_they_exist_or_not(connected, few):
    sender = connected(SIGNING, SECRET)
    client = sender.app.test_client()
    looked = [client.post(f"/hooks/generic/{'x' * 42}{letter}").status_code for letter in "abcdefghijklmn"]
    assert looked == [401] * 12 + [429] * 2
    assert statuses(sender, 1) == [429]
    assert statuses(sender, 1, environ_base={"REMOTE_ADDR": "203.0.113.9"}) == [401]
    assert sender.send(said(1)).status_code == 200


def test_another_address_pays_for_nobody(connected, few):
    sender = connected(SIGNING, SECRET)
    elsewhere = {"environ_base": {"REMOTE_ADDR": "2001:db8::1"}}
    assert statuses(sender, 7, **elsewhere)[-1] == 429
    assert statuses(sender, 1, environ_base={"REMOTE_ADDR": "2001:db8::ffff"}) == [429]
    assert statuses(sender, 1) == [401]


@pytest.mark.parametrize("limit", ["MOST_QUARANTINED", "MOST_QUARANTINED_BYTES"])
def test_a_full_quarantine_leaves_what_cannot_be_read_with_its_sender(
    connected, clock, monkeypatch, max_, limit
):
    monkeypatch.setattr(queries, limit, 3 if limit == "MOST_QUARANTINED" else 30)
    sender, other = connected(), connected()
    for number in range(4):
        assert sender.send(f"unreadable {number}".encode()).status_code == 200
    sender.read()
    clock.shift(timedelta(seconds=2))
    refused = sender.send(b"unreadable again")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "30")
    assert sender.send(said(1)).status_code == 200
    assert other.send(b"unreadable there").status_code == 200
    sender.read()
    assert kept() == 6
    db.session.query(InboundEvent).filter_by(state="quarantined").update({"state": "dismissed"})
    db.session.commit()
    clock.shift(timedelta(seconds=2))
    assert sender.send(b"unreadable again").status_code == 200


def test_a_call_that_breaks_our_own_code_fills_no_full_quarantine(connected, clock, monkeypatch):
    monkeypatch.setattr(queries, "MOST_QUARANTINED", 0)
    sender = connected()
    monkeypatch.setattr("cxloop.loop.listen.calls.choices_of", lambda *_: 1 / 0)
    assert sender.send(said(1)).status_code == 429


def test_what_is_refused_says_nothing_of_the_call(connected, few):
    sender = connected(SIGNING, SECRET)
    body = json.dumps(said(1)).encode()
    answers = {sender.send(body, headers=signed(body, f"guess {number}")).data for number in range(9)}
    assert len(answers) == 2
    assert not any(b"A-1" in answer for answer in answers)
