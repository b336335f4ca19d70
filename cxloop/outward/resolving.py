"""From a name to one address that was checked, and is then used: nobody can change the answer in between."""

import socket
import threading
from collections.abc import Callable
from queue import Empty, Queue

from cxloop.outward.addresses import NotAllowed, Target, is_public

Resolver = Callable[[str, int], list[str]]


class NotResolved(Exception):
    """No address, or none in time; `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def addresses_of(host: str, port: int) -> list[str]:
    """Every address of a name, as the machine's resolver knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def checked_address(target: Target, seconds: float, resolve: Resolver, allowed: frozenset[str]) -> str:
    """One address to connect to. A name with even one address that is not public is not called at all.

    Raises:
        NotAllowed: an address is private, local or reserved.
        NotResolved: there is none, or the resolver was too slow.
    """
    found = _in_time(lambda: resolve(target.host, target.port), seconds)
    if not found:
        raise NotResolved("no_such_host")
    if f"{target.host}:{target.port}" not in allowed and not all(map(is_public, found)):
        raise NotAllowed("address_not_public")
    return found[0]


def _in_time(work: Callable[[], list[str]], seconds: float) -> list[str]:
    """The system's resolver knows no deadline, so it is waited for in a thread of its own."""
    answer: Queue[list[str]] = Queue()

    def run() -> None:
        try:
            answer.put(work())
        except (OSError, UnicodeError):
            answer.put([])

    threading.Thread(target=run, name="resolve", daemon=True).start()
    try:
        return answer.get(timeout=max(seconds, 0.001))
    except Empty:
        raise NotResolved("timeout") from None
