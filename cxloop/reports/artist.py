"""A process beside this one that draws: the engine takes 95 MB, and may hang or break without harm to pages.

It is started by the first drawing and ends after two minutes without one, or with the process that started it.
"""

import contextlib
import os
import select
import subprocess
import sys
import threading
import time

DEADLINE_SECONDS = 10.0
"""For one drawing; the first one of a process loads the engine, which takes most of a second."""
IDLE_SECONDS = 120.0
PAUSE_SECONDS = 15.0
"""After a failure nobody waits for another one so long."""

PROGRAM = """
import select, struct, sys
import vl_convert
taken, given = sys.stdin.buffer, sys.stdout.buffer
while select.select([taken], [], [], float(sys.argv[1]))[0]:
    head = taken.read(4)
    if len(head) < 4:
        break
    spec = taken.read(struct.unpack("!I", head)[0]).decode()
    try:
        drawn = vl_convert.vegalite_to_svg(spec).encode()
    except ValueError:
        drawn = b""
    given.write(struct.pack("!I", len(drawn)) + drawn)
    given.flush()
"""


class NotDrawn(RuntimeError):
    """There is no drawing this time."""


class Artist:
    """Draws one specification after the other; for many threads, and anew in a forked process."""

    def __init__(self) -> None:
        self._forget()
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._not_before = 0.0

    def draw(self, spec: str) -> str:
        """The SVG of a Vega-Lite specification.

        Raises:
            NotDrawn: the process could not be started, broke, or took too long; it is tried again a little later.
        """
        with self._lock:
            if time.monotonic() < self._not_before:
                raise NotDrawn("it failed a moment ago")
            try:
                return self._ask(spec.encode())
            except OSError as error:
                self._end()
                self._not_before = time.monotonic() + PAUSE_SECONDS
                raise NotDrawn(type(error).__name__) from None

    def rest(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._end()

    def _ask(self, spec: bytes) -> str:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = self._started()
        try:
            return self._answer(self._process, spec)
        except (BrokenPipeError, EOFError):  # it had just gone to rest, or was killed: once more
            self._end()
            self._process = self._started()
            try:
                return self._answer(self._process, spec)
            except EOFError:
                raise OSError("it ended without an answer") from None

    def _answer(self, process: "subprocess.Popen[bytes]", spec: bytes) -> str:
        until = time.monotonic() + DEADLINE_SECONDS
        _write(process, len(spec).to_bytes(4, "big") + spec, until)
        length = int.from_bytes(_read(process, 4, until), "big")
        if length == 0:
            raise NotDrawn("the engine refused it")
        return _read(process, length, until).decode()

    def _started(self) -> "subprocess.Popen[bytes]":
        made = subprocess.Popen(  # noqa: S603 - our own interpreter, our own words
            [sys.executable, "-c", PROGRAM, str(IDLE_SECONDS)], bufsize=0,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={},
        )  # fmt: skip
        assert made.stdin is not None  # noqa: S101 - it was started with pipes
        os.set_blocking(made.stdin.fileno(), False)  # a pipe takes 64 kB, and one that hangs takes no more
        return made

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):  # what was not taken any more
                        stream.close()


def _write(process: "subprocess.Popen[bytes]", words: bytes, until: float) -> None:
    """All of it, as fast as it is taken.

    Raises:
        TimeoutError: it was not taken in time.
        BrokenPipeError: it ended.
    """
    assert process.stdin is not None  # noqa: S101 - it was started with pipes
    number, left = process.stdin.fileno(), memoryview(words)
    while left:
        _, ready, _ = select.select([], [number], [], max(0.0, until - time.monotonic()))
        if not ready:
            raise TimeoutError
        left = left[os.write(number, left) :]


def _read(process: "subprocess.Popen[bytes]", length: int, until: float) -> bytes:
    """So many bytes of its answer.

    Raises:
        TimeoutError: it took too long.
        EOFError: it ended.
    """
    assert process.stdout is not None  # noqa: S101 - it was started with pipes
    number, found = process.stdout.fileno(), b""
    while len(found) < length:
        ready, _, _ = select.select([number], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            raise TimeoutError
        piece = os.read(number, length - len(found))
        if not piece:
            raise EOFError
        found += piece
    return found
