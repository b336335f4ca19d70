"""A socket to one address, whose sends and reads share one deadline: a server that drips bytes holds nobody."""

import io
import socket
import time
from typing import Any


def dialled(address: str, port: int, seconds: float) -> socket.socket:
    """A connection to exactly this address: nothing is looked up any more. Raises OSError."""
    found = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        found.settimeout(seconds)
        found.connect((address, port))
    except BaseException:
        found.close()
        raise
    return found


class Watched:
    """Stands for a socket in an HTTP connection."""

    def __init__(self, inner: socket.socket, deadline: float) -> None:
        self._inner, self._deadline = inner, deadline

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def sendall(self, content: Any) -> None:
        self._inner.settimeout(_left(self._deadline))
        self._inner.sendall(content)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._inner, self._deadline))

    def close(self) -> None:
        self._inner.close()


class _Reader(io.RawIOBase):
    """Holds the socket open by a file of its own: the connection lets go of it before the answer is read."""

    def __init__(self, inner: socket.socket, deadline: float) -> None:
        super().__init__()
        self._inner, self._deadline = inner, deadline
        self._raw = inner.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._inner.settimeout(_left(self._deadline))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the deadline of the whole call is over")
    return left
