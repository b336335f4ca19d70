"""Which addresses of other people's servers we may call: public ones, by name, over TLS. No socket is opened here."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

NAME = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII
)
PORTS = (443, 8443)
LONGEST_URL = 4000
PRINTABLE = re.compile(r"[!-~]+", re.ASCII)
PUBLIC_V6 = ip_network("2000::/3")
NOT_PUBLIC = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
    )
)  # fmt: skip
"""IANA's special-purpose registries (RFC 6890 and its updates), 6to4 and Teredo, which carry an IPv4 address inside."""


class NotAllowed(Exception):
    """An address we do not call; `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Target:
    """Where a call goes: the name is what TLS has to prove, `path` has its query."""

    scheme: str
    host: str
    port: int
    path: str


def target_of(url: str, allowed: frozenset[str] = frozenset()) -> Target:
    """The parts of a URL we may call. `allowed` are "host:port" of test servers, which need no TLS.

    Raises:
        NotAllowed: another scheme or port, a password in it, a number for a name, or no URL at all.
    """
    if len(url) > LONGEST_URL or not PRINTABLE.fullmatch(url) or "\\" in url:
        raise NotAllowed("url_malformed")
    try:
        parts = urlsplit(url)
        usual = 443 if parts.scheme == "https" else 80
        port = usual if parts.port is None else parts.port
        host = (parts.hostname or "").lower()
    except ValueError:
        raise NotAllowed("url_malformed") from None
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise NotAllowed("url_with_password")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if f"{host}:{port}" in allowed and parts.scheme in {"http", "https"}:
        return Target(parts.scheme, host, port, path)
    if parts.scheme != "https":
        raise NotAllowed("not_https")
    if not NAME.fullmatch(host):
        raise NotAllowed("not_a_public_name")
    if port not in PORTS:
        raise NotAllowed("port_not_allowed")
    return Target(parts.scheme, host, port, path)


def is_public(address: str) -> bool:
    """Whether anybody on the internet could be reached there; what carries another address inside is not."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and (found.scope_id or found not in PUBLIC_V6):
        return False
    return not any(found in block for block in NOT_PUBLIC if block.version == found.version)
