"""How the provider may be reached: at public addresses, over TLS; at home also elsewhere, where the company said so."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from cxloop.outward.client import Answer, CallFailed, Outward

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SECONDS = 8.0


class SignOnFailed(Exception):
    """The provider could not be asked, or its answer is not believed; `reason` is a code, `about` what it is about."""

    def __init__(self, reason: str, about: str = "") -> None:
        super().__init__(reason, about)
        self.reason, self.about = reason, about


@dataclass(frozen=True)
class Reach:
    """Where the provider is. `is_at_home`: its own host may have an address of our network, on any port."""

    issuer: str
    is_at_home: bool = False
    allowed: frozenset[str] = frozenset()
    """Servers of tests, as everywhere."""

    def check(self, url: str, name: str) -> None:
        """Without TLS on this machine alone. Raises SignOnFailed, with the name of what the address is for."""
        try:
            parts = urlsplit(url)
            host, _port = parts.hostname or "", parts.port
        except ValueError:
            raise SignOnFailed("address_refused", name) from None
        is_local = self.is_at_home and parts.scheme == "http" and host in LOOPBACK
        if not host or parts.username is not None or not (parts.scheme == "https" or is_local):
            raise SignOnFailed("address_refused", name)

    def call(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """Raises SignOnFailed."""
        try:
            return Outward(seconds=SECONDS, allowed=self.allowed | self._own(url)).call(
                method, url, headers=headers, body=body
            )
        except CallFailed as failed:
            raise SignOnFailed("not_reached", failed.reason) from None

    def _own(self, url: str) -> frozenset[str]:
        parts, issuer = urlsplit(url), urlsplit(self.issuer)
        is_same = parts.hostname == issuer.hostname or {parts.hostname, issuer.hostname} <= LOOPBACK
        if not (self.is_at_home and is_same):
            return frozenset()
        return frozenset({f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"})
