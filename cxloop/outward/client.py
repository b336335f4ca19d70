"""The one way out to other people's servers: a checked address, no redirects, one deadline, a bounded answer."""

import http.client
import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cxloop.database import forbid_network_inside_unit
from cxloop.outward.addresses import NotAllowed, Target, target_of
from cxloop.outward.deadline import Watched, dialled
from cxloop.outward.faults import fault_of
from cxloop.outward.resolving import NotResolved, Resolver, addresses_of, checked_address

SECONDS = 10.0
LARGEST_ANSWER = 100 * 1024
AGENT = "cxloop (closed-loop customer experience)"


class CallFailed(Exception):
    """A call that got no answer we take; `reason` is a code, and never what the other side wrote."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `headers` by lower-case name."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def tree(self) -> Any:
        """The JSON of the answer. Raises CallFailed."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise CallFailed("answer_not_json") from None


class Outward:
    """Calls other people's servers. `allowed` are "host:port" of test servers that may be local and without TLS."""

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        allowed: frozenset[str] = frozenset(),
        resolve: Resolver = addresses_of,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self.seconds, self.allowed, self.resolve, self.context = seconds, allowed, resolve, context

    def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        most_bytes: int = LARGEST_ANSWER,
    ) -> Answer:
        """One call and its answer, whatever its status, but never a redirect.

        Raises:
            CallFailed: not allowed, not reached, too slow, too large, redirected or garbled.
        """
        forbid_network_inside_unit()
        deadline = time.monotonic() + self.seconds
        connection: http.client.HTTPConnection | None = None
        try:
            target = target_of(url, self.allowed)
            address = checked_address(target, self.seconds, self.resolve, self.allowed)
            connection = self._connected(target, address, deadline)
            sent = {
                "User-Agent": AGENT,
                "Accept": "application/json",
                **(headers or {}),
                "Accept-Encoding": "identity",
            }
            connection.request(method, target.path, body, sent)
            return _answer(connection.getresponse(), most_bytes)
        except (NotAllowed, NotResolved) as refused:
            raise CallFailed(refused.reason) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            unknown = "not_reached" if isinstance(error, OSError) else "answer_garbled"
            raise CallFailed(fault_of(error, unknown)) from error
        finally:
            if connection is not None:
                connection.close()

    def _connected(self, target: Target, address: str, deadline: float) -> http.client.HTTPConnection:
        """A connection to the address that was checked; the certificate has to be the name's."""
        left = max(deadline - time.monotonic(), 0.001)
        found = dialled(address, target.port, left)
        try:
            if target.scheme == "https":
                found.settimeout(max(deadline - time.monotonic(), 0.001))
                found = (self.context or _context()).wrap_socket(found, server_hostname=target.host)
        except BaseException:
            found.close()
            raise
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.default_port = 443 if target.scheme == "https" else 80
        connection.sock = Watched(found, deadline)
        return connection


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _answer(response: http.client.HTTPResponse, most_bytes: int) -> Answer:
    headers = {name.lower(): value for name, value in response.getheaders()}
    if 300 <= response.status < 400:
        raise CallFailed("redirected")
    if headers.get("content-encoding", "identity") != "identity":
        raise CallFailed("answer_garbled")
    body = response.read(most_bytes + 1)
    if len(body) > most_bytes:
        raise CallFailed("answer_too_large")
    if response.length:
        raise CallFailed("answer_cut_short")
    return Answer(response.status, headers, body)
