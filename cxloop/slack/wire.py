"""One kept-alive HTTP connection with a single deadline for a whole call.

A timeout on each read is not enough: a peer that sends a byte a second would hold a worker for hours.
"""

import http.client
import io
import select
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from cxloop import crashpoints
from cxloop.alerts.errors import DeliveryFailed
from cxloop.outward.faults import fault_of

IDLE_SECONDS = 15.0
LARGEST_ANSWER = 8 * 1024 * 1024


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


class Wire:
    """Posts to one server; not for two threads at once."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._connection: http.client.HTTPConnection | None = None
        self._server: tuple[str, str] = ("", "")
        self._used_at = 0.0

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send and read, all within the deadline.

        Raises:
            DeliveryFailed: transient; `maybe_arrived` as soon as a byte of the request was on its way.
        """
        deadline = time.monotonic() + self.seconds
        parts = urlsplit(url)
        connection = self._connected(parts.scheme, parts.netloc, deadline)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        keep = False
        try:
            connection.sock.settimeout(max(deadline - time.monotonic(), 0.001))
            connection.request("POST", path, body, dict(headers))
            crashpoints.reach("in_request")
            cast("_Watched", connection.sock).deadline = deadline
            response = connection.getresponse()
            content = response.read(LARGEST_ANSWER)
            keep = not response.will_close and response.isclosed()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, content)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise DeliveryFailed(_named(error), maybe_arrived=True) from error
        finally:
            self._used_at = time.monotonic()
            if not keep:
                self.close()

    def close(self) -> None:
        """Hang up; the next call connects anew."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self, scheme: str, netloc: str, deadline: float) -> http.client.HTTPConnection:
        if self._connection is not None:
            if self._server == (scheme, netloc) and not self._gone_stale(self._connection):
                return self._connection
            self.close()
        maker = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
        connection = maker(netloc, timeout=max(deadline - time.monotonic(), 0.001))
        try:
            connection.connect()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise DeliveryFailed(_named(error)) from error
        connection.sock = _Watched(connection.sock, deadline)
        self._connection, self._server = connection, (scheme, netloc)
        return connection

    def _gone_stale(self, connection: http.client.HTTPConnection) -> bool:
        """Whether the server hung up, or had time to: sending on such a connection would leave us in doubt."""
        if time.monotonic() - self._used_at > IDLE_SECONDS or connection.sock is None:
            return True
        readable, _, _ = select.select([connection.sock], [], [], 0)
        return bool(readable)


class _Watched:
    """A socket whose reads share one deadline."""

    def __init__(self, inner: socket.socket, deadline: float) -> None:
        self._inner = inner
        self.deadline = deadline

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_WatchedReader(self._inner, self.deadline))


class _WatchedReader(io.RawIOBase):
    def __init__(self, inner: socket.socket, deadline: float) -> None:
        super().__init__()
        self._inner = inner
        self._raw = inner.makefile("rb", buffering=0)
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline of the whole call is over")
        self._inner.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()


def _named(error: Exception) -> str:
    """A word for the log."""
    return "no_such_host" if isinstance(error, socket.gaierror) else fault_of(error, "network_failed")
