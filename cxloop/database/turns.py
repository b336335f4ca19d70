"""Writers of one SQLite file take turns: within a process by a lock, between processes by a file beside the database.

SQLite lets a writer that finds another one sleep up to 100 ms and try again, so that under load some wait long while
others pass. Here the longest wait is the writers in front. It is only an order of going in: whoever does not get a
turn in time goes on without, and SQLite itself decides.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock

LOOK_AGAIN_SECONDS = 0.001


@contextmanager
def turn(path: str | None, seconds: float) -> Iterator[None]:
    """Wait for a turn to write to the database at `path`, at most `seconds`; None has no file and no turns."""
    if not path or path == ":memory:":
        yield
        return
    until = time.monotonic() + seconds
    mine = _lock_of(path, os.getpid())
    first_here = mine.acquire(timeout=seconds)
    descriptor = _first_of_all(path, until) if first_here else None
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)  # closing ends the lock, as the death of the process would
        if first_here:
            mine.release()


@cache
def _lock_of(_path: str, _process: int) -> Lock:
    """One for each database and process: a fork must not inherit a lock somebody holds."""
    return Lock()


def _first_of_all(path: str, until: float) -> int | None:
    """The open, locked file; None when it could not be had in time or not at all."""
    try:
        descriptor = os.open(f"{path}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return None
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() > until:
                os.close(descriptor)
                return None
            time.sleep(LOOK_AGAIN_SECONDS)
        else:
            return descriptor
