"""Only what a platform signed, byte for byte and lately, is believed; nothing that arrives is ever an exception."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxloop.responses.platforms import PLATFORMS
from tests.rooms.responses.platforms import calls

AT = datetime.fromtimestamp(calls.AT, UTC)
URL = "https://cx.example.com/hooks/x/1"


def secret_of(key: str) -> str:
    return calls.SECRETS.get(key, calls.SECRET)


def believes(key: str, body: bytes, headers: dict[str, str], secrets: list[str] | None = None, at=AT) -> bool:
    return PLATFORMS[key].believes(body, headers, secrets or [secret_of(key)], at, URL)


def signed_call(key: str) -> tuple[bytes, dict[str, str]]:
    body = calls.bytes_of(calls.BODIES[key])
    return body, calls.signed(key, body)


@pytest.mark.parametrize("key", calls.SIGNING)
def test_what_the_platform_signed_is_believed(key):
    body, headers = signed_call(key)
    assert believes(key, body, headers)
    assert believes(key, body, {name.lower(): value for name, value in headers.items()})


@pytest.mark.parametrize("key", calls.SIGNING)
def test_the_old_secret_is_believed_beside_the_new_one(key):
    body, headers = signed_call(key)
    assert believes(key, body, headers, ["whsec_bmV3IG5ldyBuZXcgbmV3", secret_of(key)])
    assert not believes(key, body, headers, ["whsec_bmV3IG5ldyBuZXcgbmV3"])


@pytest.mark.parametrize("key", calls.SIGNING)
def test_a_call_without_its_signature_is_not_believed(key):
    body, headers = signed_call(key)
    for name in headers:
        if name != "Sm-Apikey":
            assert not believes(key, body, {kept: value for kept, value in headers.items() if kept != name})
    assert not believes(key, body, {})


@pytest.mark.parametrize("key", [key for key in calls.SIGNING if PLATFORMS[key].signs])
def test_a_platform_that_signs_is_never_believed_without_a_secret(key):
    body, headers = signed_call(key)
    assert not PLATFORMS[key].believes(body, headers, [], AT, URL)
    assert not PLATFORMS[key].believes(body, headers, [""], AT, URL)


@pytest.mark.parametrize("key", ["generic", "google_forms", "limesurvey", "qualtrics"])
def test_where_the_path_is_the_secret_no_signature_is_needed(key):
    body = calls.bytes_of(calls.BODIES[key])
    assert PLATFORMS[key].believes(body, {}, [], AT, URL)
    assert not PLATFORMS[key].believes(body, {}, [calls.SECRET], AT, URL)


@pytest.mark.parametrize("key", calls.SIGNING)
def test_a_header_sent_twice_is_not_believed(key):
    body, headers = signed_call(key)
    for name, value in headers.items():
        if name != "Sm-Apikey":
            assert not believes(key, body, {**headers, name: f"{value},{value}"})
            assert not believes(key, body, {**headers, name.upper(): value})


@pytest.mark.parametrize("key", calls.SIGNING)
def test_the_same_content_written_otherwise_is_not_believed(key):
    _, headers = signed_call(key)
    again = calls.bytes_of(calls.BODIES[key]).replace(b": ", b":")
    assert not believes(key, again, headers)


@pytest.mark.parametrize("minutes", [-6, 6, 60 * 24])
def test_formbricks_is_believed_for_five_minutes(minutes):
    body, headers = signed_call("formbricks")
    assert believes("formbricks", body, headers, at=AT + timedelta(minutes=4, seconds=59))
    assert not believes("formbricks", body, headers, at=AT + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "timestamp", ["", "now", "١٢٣", "1e9", "-5", "17731332OO", "9" * 40, "1773133200.0", " 1773133200"]
)
def test_a_timestamp_that_is_no_number_is_not_believed(timestamp):
    body, headers = signed_call("formbricks")
    assert not believes("formbricks", body, {**headers, "webhook-timestamp": timestamp})


def test_formbricks_may_sign_with_several_keys_at_once():
    body, headers = signed_call("formbricks")
    several = f"v1,bm90IHRoaXM= v2,xyz {headers['webhook-signature']}"
    assert believes("formbricks", body, {**headers, "webhook-signature": several})


def test_qualtrics_signs_the_message_of_its_form():
    notice = calls.qualtrics_notice()
    assert believes("qualtrics", notice, {})
    assert not believes("qualtrics", notice.replace(b"R_1l9", b"R_2l9"), {})
    assert not believes("qualtrics", calls.qualtrics_notice(sign=False), {})
    assert not believes("qualtrics", notice + b"&MSG=x", {})
    assert not believes("qualtrics", calls.bytes_of(calls.QUALTRICS_FLOW), {})


def mutations(random_: random.Random, body: bytes, headers: dict[str, str], count: int):
    """One change each: a byte of the body, a character of a header, another length, another case."""
    names = [name for name in headers if name != "Sm-Apikey"]
    for number in range(count):
        if number % 2 or not names:
            at = random_.randrange(len(body))
            way = random_.choice(["flip", "cut", "add"])
            changed = bytearray(body)
            if way == "flip":
                changed[at] ^= 1 << random_.randrange(8)
            elif way == "cut":
                del changed[at]
            else:
                changed.insert(at, random_.randrange(256))
            yield bytes(changed), headers
        else:
            name = random_.choice(names)
            value = headers[name]
            at = random_.randrange(len(value))
            other = random_.choice([
                value[:at] + random_.choice("Aa0+/= é\udcff\n") + value[at + 1:], value[:at], value + "=",
                value.swapcase(),
                value[::-1], "", value * 50, value.replace("sha256", "sha512"), "\0" + value,
            ])  # fmt: skip
            if other != value:
                yield body, {**headers, name: other}


@pytest.mark.parametrize("key", calls.SIGNING)
def test_of_five_hundred_mutations_none_is_believed(key):
    body, headers = signed_call(key)
    accepted = [
        (changed, sent)
        for changed, sent in mutations(random.Random(key), body, headers, 500)
        if believes(key, changed, sent)
    ]
    assert accepted == []


def test_of_five_hundred_mutations_of_a_qualtrics_message_none_is_believed():
    notice = calls.qualtrics_notice()
    start = notice.index(b"MSG=")
    for changed, _ in mutations(random.Random(7), notice[start:], {}, 500):
        whole = notice[:start] + changed
        if believes("qualtrics", whole, {}):
            same = PLATFORMS["qualtrics"].read(whole, calls.FORM, {}, calls.NPS)
            assert same == PLATFORMS["qualtrics"].read(
                notice, calls.FORM, {}, calls.NPS
            )  # + and %20 say the same


@pytest.mark.parametrize("key", PLATFORMS)
@given(
    body=st.binary(max_size=200),
    value=st.text(max_size=80) | st.text(st.characters(codec=None), max_size=20),
    secret=st.text(max_size=20),
)
def test_whatever_arrives_is_refused_without_an_exception(key, body, value, secret):
    names = ["typeform-signature", "tally-signature", "x-delighted-webhook-signature", "sm-signature", "sm-apikey",
             "webhook-id", "webhook-timestamp", "webhook-signature", "x-cxloop-signature"]  # fmt: skip
    believed = PLATFORMS[key].believes(body, dict.fromkeys(names, value), [secret or "x"], AT, URL)
    assert believed is False
