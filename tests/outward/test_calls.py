"""What comes back is bounded: one deadline, one size, no redirect, and the certificate has to be the name's."""

import contextlib
import datetime as dt
import socket
import ssl
import threading
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cxloop.outward import CallFailed, Outward, client, resolving
from cxloop.outward.deadline import dialled

OK = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"ok": true}'


@contextlib.contextmanager
def server(answer, context=None):
    """Says the pieces of `answer` to whoever calls; yields its port and what it was told."""
    listening = socket.create_server(("127.0.0.1", 0))
    told, stop = [], threading.Event()

    def serve():
        with contextlib.suppress(OSError):
            while not stop.is_set():
                connection, _ = listening.accept()
                connection.settimeout(5)
                with contextlib.suppress(OSError), connection:
                    speaking = context.wrap_socket(connection, server_side=True) if context else connection
                    told.append(speaking.recv(65536))
                    for piece in answer:
                        speaking.sendall(piece) if isinstance(piece, bytes) else stop.wait(piece)
                    with contextlib.suppress(OSError):
                        speaking.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listening.getsockname()[1], told
    stop.set()
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join(5)


def call(port, seconds=5.0, **more):
    outward = Outward(
        seconds=seconds, allowed=frozenset({f"127.0.0.1:{port}"}), resolve=lambda host, port: [host]
    )
    return outward.call("GET", f"http://127.0.0.1:{port}/a?b=c", **more)


def reason(answer, **more):
    with server(answer) as (port, _), pytest.raises(CallFailed) as caught:
        call(port, **more)
    return caught.value.reason


def test_an_answer_comes_with_its_status_headers_and_body():
    with server([OK]) as (port, told):
        answer = call(port, headers={"Authorization": "Bearer x"})
    assert (answer.status, answer.tree(), answer.headers["content-type"]) == (
        200,
        {"ok": True},
        "application/json",
    )
    assert told[0].startswith(b"GET /a?b=c HTTP/1.1\r\n")
    assert b"Authorization: Bearer x" in told[0]
    assert b"Accept-Encoding: identity" in told[0]


def test_a_server_that_hangs_up_after_its_answer_is_heard():
    with server([OK.replace(b"OK\r\n", b"OK\r\nConnection: close\r\n")]) as (port, _):
        assert call(port).tree() == {"ok": True}
    with server([b"HTTP/1.0 200 OK\r\n\r\n", 0.1, b"{}"]) as (port, _):
        assert call(port).tree() == {}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status):
    there = b"HTTP/1.1 %d Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n" % status
    with server([there]) as (port, told):
        with pytest.raises(CallFailed) as caught:
            call(port)
        assert caught.value.reason == "redirected"
        assert len(told) == 1


def test_a_large_answer_is_not_read_to_its_end():
    huge = b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 1_000_000
    assert reason([huge]) == "answer_too_large"
    endless = [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        *[b"ffff\r\n" + b"x" * 65535 + b"\r\n"] * 20,
    ]
    assert reason(endless) == "answer_too_large"


def test_a_server_that_drips_holds_nobody():
    started = time.monotonic()
    drops = [b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"] + [b"x", 0.1] * 100
    assert reason(drops, seconds=0.5) == "timeout"
    assert time.monotonic() - started < 3


def test_a_server_that_drips_its_headers_holds_nobody():
    started = time.monotonic()
    assert reason([b"HTTP/1.1 200 OK\r\n", *[b"x: y\r\n", 0.1] * 50], seconds=0.5) == "timeout"
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    "answer",
    [b"", b"what?\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort", b"HTTP/1.1 999999 x\r\n\r\n",
     b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 500 + b"\r\n",
     b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx"],
)  # fmt: skip
def test_an_answer_that_is_none_is_told_by_a_code(answer):
    assert reason([answer]) in {"connection_lost", "answer_garbled", "answer_cut_short"}


def test_nobody_there_is_told_by_a_code():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(CallFailed) as caught:
        call(port)
    assert caught.value.reason == "connection_refused"


def certificate(folder, name):
    """A certificate of this name that signs itself; returns the files of it and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(called).issuer_name(called).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    where = folder / f"{name}.pem"
    plain = serialization.NoEncryption()
    pem = serialization.PrivateFormat.PKCS8
    where.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, pem, plain)
    )
    return where


@pytest.mark.parametrize(
    ("asked", "outcome"), [("api.example.com", 200), ("other.example.com", "tls_failed")]
)
def test_the_certificate_has_to_be_the_names_though_the_address_is_pinned(
    tmp_path, monkeypatch, asked, outcome
):
    pem = certificate(tmp_path, "api.example.com")
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(pem)
    trusting = ssl.create_default_context(cafile=str(pem))
    monkeypatch.setattr(resolving, "is_public", lambda address: True)
    with server([OK], serving) as (port, told):
        monkeypatch.setattr(
            client, "dialled", lambda address, _port, seconds: dialled(address, port, seconds)
        )
        outward = Outward(resolve=lambda host, port: ["127.0.0.1"], context=trusting, seconds=5)
        try:
            assert outward.call("GET", f"https://{asked}/").status == outcome
            assert b"Host: api.example.com\r\n" in told[0]
        except CallFailed as failed:
            assert failed.reason == outcome  # noqa: PT017 - either way there is one outcome
            assert told == []
