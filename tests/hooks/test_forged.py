"""C65: five hundred forged calls over HTTP, none believed, no 5xx, always the same answer."""

import random

import pytest
from sqlalchemy import func, select

from cxloop.database import db
from cxloop.responses.inbound.models import InboundEvent
from cxloop.responses.platforms import PLATFORMS
from tests.rooms.responses.platforms import calls

FORGED_EACH = 63


def forged(body: bytes, headers: dict[str, str], chance: random.Random) -> tuple[bytes, dict[str, str]]:
    """A genuine call with something wrong in its bytes, its signature, its key's name or its moment."""
    named = [name for name in headers if name.lower() != "sm-apikey"]
    name = chance.choice(named)
    value = headers[name]
    at = chance.randrange(max(1, len(body) - 1))
    other = chance.choice([letter for letter in "0123456789abcdefABC=+/" if letter != value[-3:-2]])
    return chance.choice([
        (body[:at] + bytes([body[at] ^ 1 << chance.randrange(8)]) + body[at + 1 :], headers),
        (body + chance.choice([b" ", b"\n", b"\x00", b"{}"]), headers),
        (body[:at], headers),
        (body.replace(b": ", b":"), headers),
        (b"\xef\xbb\xbf" + body, headers),
        (body, headers | {name: value[:-3] + other + value[-2:]}),
        (body, headers | {name: value[:-1]}),
        (body, headers | {name: value + other}),
        (body, headers | {name: f"{value},{value}x"}),
        (body, headers | {name: value.swapcase()}),
        (body, headers | {name: chance.choice(["", "sha256=", "v1,", "null", "v1", "\xe8", "9" * 4000])}),
        (body, {kept: told for kept, told in headers.items() if kept != name}),
        (body, calls.signed("generic", body) if name != "X-Cxloop-Signature" else {}),
    ])  # fmt: skip


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("key", calls.SIGNING)
def test_no_forged_call_is_believed(connected, clock, key):
    sender = connected(key, calls.SECRETS.get(key, calls.SECRET))
    body = calls.bytes_of(calls.BODIES[key])
    genuine = calls.signed(key, body)
    client, chance = sender.app.test_client(), random.Random(key)
    path, refusals = sender.path, set()
    db.session.commit()
    for _ in range(FORGED_EACH):
        other, headers = forged(body, genuine, chance)
        if (other, headers) != (body, genuine):
            answer = client.post(path, data=other, headers=headers)
            refusals.add((answer.status_code, answer.data))
    assert {status for status, _ in refusals} == {401}
    assert len(refusals) == 1
    assert db.session.scalar(select(func.count()).select_from(InboundEvent)) == 0
    assert client.post(path, data=body, headers=genuine).status_code == 200


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_secret_of_another_source_is_worth_nothing(connected, clock):
    body = calls.bytes_of(calls.BODIES["typeform"])
    mine, other = connected("typeform", "another secret"), connected("typeform", calls.SECRET)
    assert mine.send(body, headers=calls.signed("typeform", body)).status_code == 401
    assert other.send(body, headers=calls.signed("typeform", body)).status_code == 200


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_call_signed_too_long_ago_or_too_early_is_not_believed(connected, clock):
    sender = connected("formbricks", calls.WHSEC)
    body = calls.bytes_of(calls.BODIES["formbricks"])
    for minutes, status in ((-6, 401), (6, 401), (-4, 200)):
        headers = calls.signed("formbricks", body, calls.AT + minutes * 60)
        assert sender.send(body, headers=headers).status_code == status


def test_every_platform_that_signs_is_tried_here():
    assert {key for key, platform in PLATFORMS.items() if platform.signs} - {"signing"} <= set(calls.SIGNING)
