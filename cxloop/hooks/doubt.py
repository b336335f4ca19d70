"""What the door does with too much of what it cannot use: calls that are not believed, and calls that cannot be read.

A call that is believed and can be read is never refused here, however many come and whoever else does.
"""

from datetime import datetime, timedelta
from threading import Lock

from flask import Flask, current_app, request
from sqlalchemy.orm import Session

from cxloop.people.guesses import Guesses, network_of
from cxloop.responses.inbound import queries

ONE_ADDRESS_A_MINUTE, ALL_A_MINUTE = 100, 300
"""Calls that are not believed, from one network: to one address of ours, and to all of them."""
LOOK_AGAIN = timedelta(seconds=1)
NOT_BELIEVED, FULL = "cxloop-not-believed", "cxloop-quarantine-full"


class Fullness:
    """Which sources' quarantines are full, as each was a second ago."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[datetime, bool]] = {}
        self._lock = Lock()

    def of(self, session: Session, source_id: int, at: datetime) -> bool:
        with self._lock:
            seen_at, is_full = self._seen.get(source_id, (None, False))
            if seen_at is not None and seen_at <= at < seen_at + LOOK_AGAIN:
                return is_full
            self._seen[source_id] = (at, is_full)
        is_full = queries.is_quarantine_full(session, source_id)
        with self._lock:
            self._seen[source_id] = (at, is_full)
        return is_full

    def forget(self) -> None:
        with self._lock:
            self._seen.clear()


def register(app: Flask) -> None:
    app.extensions[NOT_BELIEVED], app.extensions[FULL] = Guesses(), Fullness()


def seconds_to_wait(at: datetime) -> int:
    """Count a call that was not believed; how long its sender has to wait, 0 while it need not.

    By the address that was asked for, whether it exists or not, so that nobody learns which do.
    """
    wrong: Guesses = current_app.extensions[NOT_BELIEVED]
    network = network_of(request.remote_addr)
    return wrong.wrong(at, {network: ALL_A_MINUTE, f"{network} {hash(request.path)}": ONE_ADDRESS_A_MINUTE})


def is_full(session: Session, source_id: int, at: datetime) -> bool:
    """Whether no further call that cannot be read is taken into the quarantine of this source."""
    seen: Fullness = current_app.extensions[FULL]
    return seen.of(session, source_id, at)
