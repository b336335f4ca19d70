"""No test reaches the network: this machine only, and nothing at all inside a unit of work."""

import contextlib
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from cxloop.database import NetworkInsideUnit, inside_unit

HERE = {"127.0.0.1", "::1", "localhost", "0.0.0.0", ""}


class NetworkForbidden(RuntimeError):
    """A test called somebody outside this machine."""


def _allow(address: Any) -> None:
    if not isinstance(address, tuple):
        return  # a Unix socket
    if inside_unit():
        raise NetworkInsideUnit(f"a call to {address} inside a unit of work")
    if address[0] not in HERE:
        raise NetworkForbidden(f"a call to {address}")


@contextlib.contextmanager
def only_here() -> Iterator[None]:
    """Patch the three ways out of a socket."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            original = getattr(socket.socket, name)

            def guarded(self: socket.socket, address: Any, original: Any = original) -> Any:
                _allow(address)
                return original(self, address)

            patch.setattr(socket.socket, name, guarded)
        look_up = socket.getaddrinfo

        def known_names_only(host: Any, *arguments: Any, **options: Any) -> Any:
            name = host.decode() if isinstance(host, bytes) else host
            if name is not None and name not in HERE:
                raise NetworkForbidden(f"a look-up of {name}")
            return look_up(host, *arguments, **options)

        patch.setattr(socket, "getaddrinfo", known_names_only)
        yield
