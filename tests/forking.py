"""Starts `python -m cxloop …` again and again, and imports everything once: a child of what is loaded is the command.

Reads one JSON line a wish: {"arguments": […], "environ": {…}, "log": path, "trouble": one of TROUBLES or null} starts a
command and answers with the number of its process; {"ended": number} answers with how it ended (as `Popen.returncode`),
or null while it runs.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import resource
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOADED = (
    "psycopg", "granian.server", "cxloop.cli.serve", "cxloop.serving.server", "cxloop.serving.warming", "cxloop.jobs",
    "cxloop.web.application", "cxloop.demo.company",
)  # fmt: skip


class Launcher:
    """The process that has everything loaded, and asks for its children."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.forking"],
            cwd=ROOT, env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self._one_at_a_time = threading.Lock()

    def ask(self, **wish: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._one_at_a_time:
            self._process.stdin.write(json.dumps(wish) + "\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())

    def start(
        self, arguments: tuple[str, ...], environment: dict[str, str], log: Path, trouble: str | None = None
    ) -> "Forked":
        wish = {"arguments": arguments, "environ": environment, "log": str(log), "trouble": trouble}
        return Forked(self, self.ask(**wish), arguments)

    def stop(self) -> None:
        self._process.communicate()


class Forked:
    """A command that runs, with what a `Popen` offers."""

    def __init__(self, launcher: Launcher, pid: int, arguments: tuple[str, ...]) -> None:
        self._launcher, self.pid, self.args = launcher, pid, arguments
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self._launcher.ask(ended=self.pid)
        return self.returncode

    def wait(self, timeout: float) -> int:
        deadline = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(self.args, timeout)
            threading.Event().wait(0.01)
        return code


@contextlib.contextmanager
def launching() -> Iterator[Launcher]:
    launcher = Launcher()
    yield launcher
    launcher.stop()


def _wished() -> dict[str, Any] | None:
    """Answer wishes; returns only in a child, with the command it is to be, and at the end with nothing."""
    for line in sys.stdin:
        wish = json.loads(line)
        if "ended" in wish:
            number, how = os.waitpid(wish["ended"], os.WNOHANG)
            answer = os.waitstatus_to_exitcode(how) if number else None
        elif (answer := os.fork()) == 0:
            return wish  # type: ignore[no-any-return]  # what `ask` wrote
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    return None


def _nobody_reads(_more: str) -> None:
    """As `| head -1` does once it has its line."""
    reading, writing = os.pipe()
    os.close(reading)
    os.dup2(writing, 1)


def _no_room_for_output(_more: str) -> None:
    os.dup2(os.open("/dev/full", os.O_WRONLY), 1)


def _full_disk(_more: str) -> None:
    """No file grows beyond what a sentence needs."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))


def _no_special_rights(_more: str) -> None:
    """Root, too, may write only where the modes allow it: CAP_DAC_OVERRIDE, _READ_SEARCH and _FOWNER are given up."""
    header = struct.pack("=Ii", 0x20080522, 0)
    all_but = 0xFFFFFFFF & ~0b1110
    libc = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(24)
    libc.capget(header, buffer)
    effective, permitted, inheritable, *rest = struct.unpack("=6I", buffer.raw)
    kept = struct.pack("=6I", effective & all_but, permitted, inheritable, *rest)
    if libc.capset(header, kept):
        raise OSError(ctypes.get_errno(), "capset")


def _interrupted(after: str) -> None:
    """Ctrl-C after so many seconds."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGALRM, lambda _number, _frame: os.kill(os.getpid(), signal.SIGINT))
    signal.setitimer(signal.ITIMER_REAL, float(after))


TROUBLES = {
    "nobody reads": _nobody_reads, "no room for output": _no_room_for_output, "full disk": _full_disk,
    "read-only": _no_special_rights, "interrupted": _interrupted,
}  # fmt: skip


def _become(wish: dict[str, Any]) -> None:
    """A session, an environment and files of its own, as `Popen` would give it."""
    from cxloop import cli, crashpoints

    os.setsid()
    os.environ.clear()
    os.environ.update(wish["environ"])
    nothing = os.open(os.devnull, os.O_RDONLY)
    log = os.open(wish["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for ours, its in ((0, nothing), (1, log), (2, log)):
        os.dup2(its, ours)
    importlib.reload(crashpoints)
    if trouble := wish.get("trouble"):
        TROUBLES[trouble.partition(":")[0]](trouble.partition(":")[2])
    sys.argv = ["cxloop", *wish["arguments"]]
    cli.main()


def _main() -> None:
    for name in LOADED:
        importlib.import_module(name)
    from sqlalchemy.orm import configure_mappers

    from cxloop.bare import TABLES
    from cxloop.web.application import ROOMS

    for name in (*ROOMS, *TABLES):
        importlib.import_module(name)
    configure_mappers()  # seven tenths of a second of each child
    gc.freeze()  # what is shared stays shared
    if wish := _wished():
        _become(wish)


if __name__ == "__main__":
    _main()
