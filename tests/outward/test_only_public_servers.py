"""No socket is opened to an address that is not public, however the URL is written and whatever the resolver says."""

import socket
import threading

import pytest

from cxloop.database import NetworkInsideUnit, unit_of_work
from cxloop.outward import CallFailed, Outward
from cxloop.outward.addresses import is_public

PUBLIC = "93.184.215.14"
SPELLINGS = [
    # of 127.0.0.1
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "017700000001", "0177.0.0.1", "0x7f000001", "0x7f.1",
    "0x7f.0.0.1", "0177.0x0.0.1", "127.000.000.001", "127.127.127.127", "127.0.0.1.", "%31%32%37.0.0.1",
    "127。0。0。1", "①②⑦.⓪.⓪.①", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[::ffff:0:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::1%25lo]", "[::1%lo]",
    "localhost", "LOCALHOST", "localhost.", "ip6-localhost",
    # nobody, everybody, and the cloud's own
    "0", "0.0.0.0", "0.0", "00", "0x0", "[::]", "[0000::]", "255.255.255.255", "4294967295", "0xffffffff",
    "169.254.169.254", "2852039166", "0xa9fea9fe", "0xa9.0xfe.0xa9.0xfe", "0251.0376.0251.0376",
    "169.254.43518", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[fe80::1]", "[fe80::1%25eth0]",
    "[fd00:ec2::254]", "instance-data", "metadata", "metadata.google.internal.",
    # private, shared, reserved
    "10.0.0.1", "10.1", "167772161", "012.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.1",
    "3232235521", "100.64.0.1", "100.127.255.254", "198.18.0.1", "192.0.0.8", "192.0.2.1", "198.51.100.7",
    "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "[fc00::1]", "[fdff::1]", "[ff02::1]",
    "[2001:db8::1]", "[2001::1]", "[100::1]", "[fec0::1]", "[2002:c0a8:1::1]", "[64:ff9b::c0a8:1]",
    "[::ffff:10.0.0.1]", "[::ffff:c0a8:101]",
    # names nobody public has
    "intranet", "router", "db", "a", "-", "_", "a_b.example.com", "-a.example.com", "a..example.com",
    ".example.com", "",
]  # fmt: skip
URLS = [
    "http://api.example.com/", "HTTP://api.example.com/", "ftp://api.example.com/", "file:///etc/passwd",
    "gopher://a.example.com/", "dict://a.example.com/", "unix:///var/run/docker.sock",
    "http+unix://%2Fvar%2Frun/x", "javascript:alert(1)", "data:,x", "//api.example.com/", "api.example.com", "",
    "https://", "https:///path", "https:api.example.com", "https://api.example.com:22/",
    "https://api.example.com:6379/", "https://api.example.com:0/", "https://api.example.com:99999/",
    "https://api.example.com:x/", "https://user@api.example.com/", "https://user:pass@api.example.com/",
    "https://api.example.com@127.0.0.1/", "https://127.0.0.1#@api.example.com/",
    "https://127.0.0.1\\@api.example.com/", "https://api.example.com\\.evil/",
    "https://api.example.com/\r\nHost: x", "https://api.example.com /", "https://api.exa\tmple.com/",
    "https://\u0130.example.com/", "https://api.example.com/\0", "https://" + "a" * 5000 + ".com/",
    "https://[api.example.com]/", "https://[::1/", "https://]/",
]  # fmt: skip
ANSWERS = [
    ["127.0.0.1"], ["10.0.0.1"], ["169.254.169.254"], ["::1"], ["::ffff:127.0.0.1"], ["::ffff:93.184.215.14"],
    ["fd00::1"], ["100.64.0.1"], ["0.0.0.0"], ["64:ff9b::7f00:1"], ["2002:7f00:1::"], ["fe80::1%eth0"],
    ["not an address"], [""], [PUBLIC, "127.0.0.1"], ["127.0.0.1", PUBLIC], [PUBLIC, "::1"],
    [PUBLIC, "192.168.1.1", PUBLIC], ["2606:2800::1", "fc00::1"],
]  # fmt: skip


@pytest.fixture
def opened(monkeypatch):
    """The addresses somebody tried to connect to; none is reached."""
    tried = []

    def connect(self, address):
        tried.append(address)
        raise OSError("not in this test")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    return tried


def reason(url, resolve, **more):
    with pytest.raises(CallFailed) as caught:
        Outward(resolve=resolve, seconds=1, **more).call("GET", url)
    return caught.value.reason


def nobody_is_asked(host, port):
    raise AssertionError(f"{host} was looked up")


def test_there_are_enough_forms():
    assert len(set(SPELLINGS)) + len(set(URLS)) + len(ANSWERS) >= 120


@pytest.mark.parametrize("host", SPELLINGS)
def test_a_server_is_called_by_a_public_name_only(opened, host):
    why = reason(f"https://{host}/x", nobody_is_asked)
    assert why in {"not_a_public_name", "url_malformed"}
    assert opened == []


@pytest.mark.parametrize("url", URLS)
def test_only_plain_https_is_called(opened, url):
    why = reason(url, nobody_is_asked)
    assert why in {"not_https", "url_malformed", "url_with_password", "not_a_public_name", "port_not_allowed"}
    assert opened == []


@pytest.mark.parametrize("found", ANSWERS)
def test_a_name_with_one_address_inside_is_not_called(opened, found):
    assert reason("https://127.0.0.1.nip.example.com/", lambda host, port: found) == "address_not_public"
    assert opened == []


def test_a_name_without_an_address_is_not_called(opened):
    assert reason("https://gone.example.com/", lambda host, port: []) == "no_such_host"
    assert opened == []


def test_what_was_checked_is_what_is_connected(opened):
    """A name that says something else when asked again is asked only once."""
    asked = []

    def rebinding(host, port):
        asked.append(host)
        return [PUBLIC] if len(asked) == 1 else ["127.0.0.1"]

    assert reason("https://rebind.example.com/", rebinding) == "not_reached"
    assert asked == ["rebind.example.com"]
    assert opened == [(PUBLIC, 443)]


def test_a_resolver_that_sleeps_is_not_waited_for(opened):
    awake = threading.Event()

    def sleeping(host, port):
        awake.wait(5)
        return [PUBLIC]

    with pytest.raises(CallFailed) as caught:
        Outward(resolve=sleeping, seconds=0.05).call("GET", "https://slow.example.com/")
    awake.set()
    assert caught.value.reason == "timeout"
    assert opened == []


def test_a_resolver_that_fails_is_told_apart_from_one_that_sleeps(opened):
    def broken(host, port):
        raise UnicodeError("label too long")

    assert reason("https://broken.example.com/", broken) == "no_such_host"


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "8.8.8.8", PUBLIC, "2606:4700:4700::1111", "2a00:1450:4001::1"]
)
def test_public_addresses_are_public(address):
    assert is_public(address)


def test_a_test_server_is_allowed_by_its_port_alone(opened):
    allowed = frozenset({"127.0.0.1:8080"})
    assert reason("http://127.0.0.1:8081/", nobody_is_asked, allowed=allowed) == "not_https"
    assert reason("http://localhost:8080/", nobody_is_asked, allowed=allowed) == "not_https"
    assert opened == []


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_nobody_is_called_inside_a_unit_of_work(app, opened):
    def work():
        Outward(resolve=lambda host, port: [PUBLIC]).call("GET", "https://api.example.com/")

    with pytest.raises(NetworkInsideUnit):
        unit_of_work(work)
    assert opened == []
