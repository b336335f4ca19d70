"""Web and worker as one household: who is killed is started again, and all end together."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from types import FrameType

GRACE_SECONDS = 12
"""From being told to end until being killed."""
LONG_LIVED_SECONDS = 60
SETTLED_SECONDS = 5
MOST_DEATHS = 6
"""In a row, none of them after a long life; then something is wrong that starting again does not mend."""
LONGEST_PAUSE_SECONDS = 10.0


class AlreadyUp(Exception):
    """Another household keeps this folder."""


@dataclass
class Child:
    """One of the parts, and how often it died lately."""

    name: str
    process: "subprocess.Popen[bytes]" = field(init=False)
    begun: float = 0.0
    deaths: int = 0
    starts_again: float | None = None
    """The moment at which a dead one is due, on the clock that never goes back."""

    def start(self) -> None:
        command = [sys.executable, "-m", "cxloop", self.name, "--parent", str(os.getpid())]
        self.begun, self.starts_again = time.monotonic(), None
        self.process = subprocess.Popen(command)  # noqa: S603 - our own interpreter, our own words

    def pause_after_death(self) -> float:
        """Seconds to wait before starting again; twice as long each time in a row."""
        lived = time.monotonic() - self.begun
        self.deaths = 1 if lived > LONG_LIVED_SECONDS else self.deaths + 1
        return float(min(0.25 * 2**self.deaths, LONGEST_PAUSE_SECONDS))

    @property
    def refused(self) -> bool:
        """Whether it ended by itself as soon as it was started: it said why, and would say so again."""
        return self.process.returncode > 0 and time.monotonic() - self.begun < SETTLED_SECONDS


def keep_up(names: Sequence[str], say: Callable[[str], None]) -> int:
    """Run these commands until SIGTERM or SIGINT; returns 0 then, or 1 when one of them cannot be kept up."""
    stopping = Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    children = [Child(name) for name in names]
    for child in children:
        child.start()
    try:
        return _watch(children, stopping, say)
    finally:
        _end(children)


def _watch(children: list[Child], stopping: Event, say: Callable[[str], None]) -> int:
    while not stopping.wait(0.2):
        for child in children:
            if child.starts_again is not None:
                if time.monotonic() >= child.starts_again:
                    child.start()
                continue
            if child.process.poll() is None:
                continue
            how = _how(child.process.returncode)
            pause = child.pause_after_death()
            if child.refused or child.deaths >= MOST_DEATHS:
                say(f"The {child.name} process {how}, and was not started again: cxloop ends.")
                return 1
            say(f"The {child.name} process {how}; it is started again in {pause:.1f} s.")
            child.starts_again = time.monotonic() + pause
    return 0


def _how(code: int) -> str:
    if code < 0:
        try:
            return f"was ended by {signal.Signals(-code).name}"
        except ValueError:
            return f"was ended by signal {-code}"
    return f"ended with {code}"


def _end(children: list[Child]) -> None:
    for child in children:
        if child.process.poll() is None:
            child.process.terminate()
    until = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()


def claim(folder: Path) -> int:
    """Be the one household of this folder, for as long as the returned file is open.

    Raises:
        AlreadyUp: another one runs; the message says which process it is.
    """
    descriptor = os.open(folder / "up.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        who = os.read(descriptor, 20).decode(errors="replace").strip() or "unknown"
        os.close(descriptor)
        raise AlreadyUp(who) from None
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    return descriptor
