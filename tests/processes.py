"""Real processes: web and worker on a scratch folder and a database of their own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask

from cxloop.config import settings
from tests.databases import KEY, Databases, dispose
from tests.forking import Forked, Launcher, launching

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30.0
"""Seconds until a process that does not answer is a failure."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(is_so: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Look again and again until something is so; for real processes, which nothing else can tell us about.

    Raises:
        TimeoutError: it never was.
    """
    deadline, pause = time.monotonic() + patience, threading.Event()
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {patience:.0f} s for {what}")
        pause.wait(0.02)


@dataclass
class Cxloop:
    """One installation: an environment of settings, and the processes started with it.

    A launcher saves each of them the second it takes to import everything; without one they start as an operator's do.
    """

    folder: Path
    environment: dict[str, str]
    url: str
    launcher: Launcher | None = None
    processes: list[subprocess.Popen[bytes] | Forked] = field(default_factory=list)

    @property
    def app(self) -> Flask:
        """An application on the same database, for looking and for making things; without web pages."""
        if not hasattr(self, "_app"):
            from cxloop.bare import bare

            self._app = bare(settings(self.environment))
        return self._app

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[bytes] | Forked:
        """Start a command beside the others; what it says goes to a file named after it."""
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **self.environment}
        environment |= {f"CXLOOP_{name}": value for name, value in more.items()}
        path = self.folder / f"{arguments[0]}.log"
        if self.launcher:
            if arguments[0] == "web":  # so quick that the workers of a killed one may still be there
                wait_until(self._port_is_free, "a killed server to leave its port")
            self.processes.append(self.launcher.start(arguments, environment, path))
            return self.processes[-1]
        with path.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "cxloop", *arguments],
                cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def _port_is_free(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", int(self.environment["CXLOOP_PORT"]))) != 0

    def run(self, *arguments: str, **more: str) -> str:
        """Run a command to its end; returns what it said."""
        process = self.start(*arguments, **more)
        code = process.wait(300)
        said = self.said(arguments[0])
        assert code == 0, f"cxloop {' '.join(arguments)} ended with {code}\n{said}"
        return said

    def said(self, command: str) -> str:
        return (self.folder / f"{command}.log").read_text()

    def serve(self, *parts: str) -> "Cxloop":
        """Start `web` and `worker`, or those named, and wait until pages are served."""
        started = [self.start(part) for part in parts or ("web", "worker")]

        def answers() -> bool:
            ended = [process.args for process in started if process.poll() is not None]
            assert not ended, f"{ended} ended at once\n{self.said('web')}"
            try:
                with urllib.request.urlopen(f"{self.url}/livez") as answer:
                    return bool(answer.status == 200)
            except (urllib.error.URLError, ConnectionError):
                return False

        if not parts or "web" in parts:
            wait_until(answers, f"{self.url}/livez")
        return self

    def stop(self) -> None:
        """End every process with all its children."""
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE)
        self.processes.clear()
        if hasattr(self, "_app"):
            dispose(self._app)


def install(
    databases: Databases, folder: Path, engine: str = "sqlite", launcher: Launcher | None = None, **more: str
) -> Cxloop:
    """An installation with empty tables and a free port; nothing is started yet."""
    port = free_port()
    environment = {
        "CXLOOP_VAR": str(folder), "CXLOOP_DATABASE_URL": databases.fresh_url(engine), "CXLOOP_SECRET_KEY": KEY,
        "CXLOOP_TESTING": "1", "CXLOOP_TIME_ZONE": "Europe/Rome", "CXLOOP_PORT": str(port),
        **{f"CXLOOP_{name}": value for name, value in more.items()},
    }  # fmt: skip
    return Cxloop(folder, environment, f"http://127.0.0.1:{port}", launcher)


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    with launching() as made:
        yield made


@pytest.fixture
def installed(databases: Databases, launcher: Launcher, tmp_path: Path) -> Iterator[Callable[..., Cxloop]]:
    """`installed("postgresql", SLACK_TOKEN="x")` is an installation of this test's own; call `.serve()` on it."""
    made: list[Cxloop] = []

    def make(engine: str = "sqlite", **more: str) -> Cxloop:
        folder = tmp_path / f"installation-{len(made)}"
        folder.mkdir()
        made.append(install(databases, folder, engine, launcher, **more))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture(scope="session")
def demo(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cxloop]:
    """The demo company, small, served by real processes; shared by a worker's browser tests, which only look at it
    or work on things of their own."""
    made = install(databases, tmp_path_factory.mktemp("demo"))
    made.run("demo", "--responses", "400")
    yield made.serve()
    made.stop()
