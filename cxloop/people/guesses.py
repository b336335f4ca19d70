"""Wrong tries at doors without an account: a link that is not ours, a call that is not signed as it should be.

They are counted in the memory of each process, for a wrong try must cost no write, and only after the try was found
wrong: whoever comes with what is right is never stopped by others behind the same address.
"""

from collections.abc import Mapping
from datetime import datetime
from ipaddress import IPv6Address, ip_address
from threading import Lock

from cxloop.people.calls import minute_of

MOST_NAMES = 20_000
PREFIX_OF_ONE_LINE = 64


class Guesses:
    """Counts of this minute, by name. Once it knows MOST_NAMES, every wrong try of an unknown one is one too many."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._minute: datetime | None = None
        self._tries: dict[str, int] = {}

    def wrong(self, at: datetime, limits: Mapping[str, int]) -> int:
        """Count one wrong try under each name with its tries a minute; returns the seconds to wait, 0 for none."""
        minute, is_too_many = minute_of(at), False
        with self._lock:
            if minute != self._minute:
                self._minute, self._tries = minute, {}
            for name, limit in limits.items():
                tries = self._tries.get(name, 0) + 1
                if tries > 1 or len(self._tries) < MOST_NAMES:
                    self._tries[name] = tries
                    is_too_many |= tries > limit
                else:
                    is_too_many = True
        return 60 - at.second if is_too_many else 0

    def forget(self) -> None:
        with self._lock:
            self._minute, self._tries = None, {}


def network_of(address: str | None) -> str:
    """Who is counted together: an IPv4 address; of IPv6 the 64 bits that one line has to itself."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(known, IPv6Address):
        if known.ipv4_mapped:
            return str(known.ipv4_mapped)
        return f"{int(known) >> (128 - PREFIX_OF_ONE_LINE):x}::"
    return str(known)
