"""Requests are taken whole before the application sees them; what contradicts itself or breaks off never reaches it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from cxloop.serving import bodies
from cxloop.serving.bridge import Bridge

LARGEST = 1_000_000
SECRET = ("car", "lino")


def echo(environ, start_response):
    """Says what it was asked and what it was sent."""
    sent = environ["wsgi.input"].read()
    start_response(
        "200 OK", [("X-Path", environ["PATH_INFO"]), ("X-Length", environ.get("CONTENT_LENGTH", "-"))]
    )
    echo.seen = environ
    return [b"got ", sent]


def broken(_environ, _start_response):
    raise RuntimeError("".join(SECRET))


def ask(
    application=echo, *, events=None, headers=((b"host", b"x"),), path=b"/", method="POST", version="1.1"
):
    """One request through the bridge; returns (status, headers, body)."""
    waiting = list(
        events if events is not None else [{"type": "http.request", "body": b"", "more_body": False}]
    )
    said = []

    async def receive():
        if not waiting:
            await asyncio.sleep(60)
        return waiting.pop(0)

    async def send(event):
        said.append(event)

    scope = {
        "type": "http", "method": method, "raw_path": path, "query_string": b"", "headers": list(headers),
        "http_version": version, "client": ("10.0.0.9", "4711"), "server": ("127.0.0.1", "8000"),
    }  # fmt: skip
    with ThreadPoolExecutor(1) as aside:  # a browser's tests leave a loop running in this thread
        aside.submit(lambda: asyncio.run(Bridge(application, 2, LARGEST)(scope, receive, send))).result()
    return said[0]["status"], dict(said[0]["headers"]), b"".join(event.get("body", b"") for event in said[1:])


def pieces(*texts, ends="whole"):
    given = [{"type": "http.request", "body": text, "more_body": True} for text in texts]
    return [*given, {"type": "http.request", "body": b""} if ends == "whole" else {"type": "http.disconnect"}]


def test_a_body_in_pieces_arrives_as_one_with_its_length():
    status, headers, body = ask(
        events=pieces(b"ab", b"cde"), headers=[(b"host", b"x"), (b"transfer-encoding", b"chunked")]
    )
    assert (status, headers[b"x-length"], body) == (200, b"5", b"got abcde")
    assert "HTTP_TRANSFER_ENCODING" not in echo.seen


def test_a_body_that_breaks_off_is_the_senders_mistake():
    assert ask(events=pieces(b"ab", ends="lost"))[0] == 400
    assert ask(events=pieces(b"ab"), headers=[(b"host", b"x"), (b"content-length", b"10")])[0] == 400


def test_a_sender_that_falls_silent_is_given_up(monkeypatch):
    monkeypatch.setattr(bodies, "SILENCE_SECONDS", 0.05)
    assert ask(events=[{"type": "http.request", "body": b"a", "more_body": True}])[0] == 408


def test_a_sender_that_never_falls_silent_must_still_get_on(monkeypatch):
    monkeypatch.setattr(bodies, "GRACE_SECONDS", -1)
    monkeypatch.setattr(bodies, "LEAST_PACE", 10**9)
    assert ask(events=pieces(b"a", b"b"))[0] == 408


def test_a_body_larger_than_allowed_is_not_taken_and_the_application_is_told_its_length():
    declared = [(b"host", b"x"), (b"content-length", b"%d" % (LARGEST + 1))]
    status, headers, body = ask(events=[], headers=declared)
    assert (status, headers[b"x-length"], body) == (200, b"%d" % (LARGEST + 1), b"got ")
    status, headers, _ = ask(events=pieces(*[b"x" * 300_000] * 9))
    assert LARGEST < int(headers[b"x-length"]) < LARGEST + 300_001


@pytest.mark.parametrize("hosts", [(), (b"",), (b"a", b"b")])
def test_a_request_without_one_host_is_refused(hosts):
    assert ask(headers=[(b"host", host) for host in hosts])[0] == 400


def test_http_1_0_needs_no_host():
    assert ask(headers=[], version="1")[0] == 200


def test_what_a_stranger_writes_does_not_pass_for_what_a_proxy_writes():
    ask(
        headers=[
            (b"host", b"x"),
            (b"x_forwarded_for", b"6.6.6.6"),
            (b"proxy", b"evil"),
            (b"x-forwarded-for", b"1.1.1.1"),
        ]
    )
    assert echo.seen["HTTP_X_FORWARDED_FOR"] == "1.1.1.1"
    assert "HTTP_PROXY" not in echo.seen
    assert echo.seen["REMOTE_ADDR"] == "10.0.0.9"


def test_headers_said_twice_are_joined_as_their_kind_wants():
    ask(headers=[(b"host", b"x"), (b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"x-a", b"1"), (b"x-a", b"2")])
    assert echo.seen["HTTP_COOKIE"] == "a=1; b=2"
    assert echo.seen["HTTP_X_A"] == "1,2"


def test_a_path_keeps_its_bytes():
    ask(path=b"/caff%C3%A8/%2F%FF")
    assert echo.seen["PATH_INFO"].encode("latin-1") == b"/caff\xc3\xa8//\xff"


def test_an_application_that_breaks_is_a_500_without_its_values(capsys):
    status, _, body = ask(broken)
    assert status == 500
    assert "".join(SECRET) not in body.decode() + capsys.readouterr().err


def test_a_long_answer_arrives_whole_in_pieces():
    def long(_environ, start_response):
        start_response("200 OK", [])
        return (bytes([number % 251]) * 1000 for number in range(3000))

    _, _, body = ask(long)
    assert len(body) == 3_000_000
    assert body[1_000_500] == 1000 % 251


def test_the_answer_to_head_has_no_body():
    assert ask(method="HEAD")[2] == b""
