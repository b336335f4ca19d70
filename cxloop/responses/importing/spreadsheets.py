"""Rows of an XLSX workbook, read by a child of its own: a bad workbook ends the child, and is refused in words."""

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import BoundedSemaphore

import msgspec

from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.responses.importing.sheet_frames import (
    LARGEST_FRAME,
    LENGTH,
    Frame,
    Opened,
    Refused,
    Rows,
    unpacked,
)

ROOT = Path(__file__).parents[3]
CHILD = [sys.executable, "-m", "cxloop.responses.importing.sheet_child"]
ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
"""Nothing of ours: no secret is within reach of what a stranger's file does to its reader."""
PATIENCE = 90
AT_ONCE = BoundedSemaphore(3)
"""Workbooks a process reads at the same time, for each may take a gigabyte."""
WAITS = 30


class SpreadsheetRows:
    """Iterates (line number, cells as text; dates in ISO form); `lines` counts the sheet's rows. `close` it."""

    def __init__(self, path: Path) -> None:
        """Raises UnreadableFile."""
        if not AT_ONCE.acquire(timeout=WAITS):
            raise UnreadableFile("reader_busy")
        self.width = 0
        self._child: subprocess.Popen[bytes] | None = None
        try:
            # fixed words and one path of our own folder, without a shell
            self._child = subprocess.Popen(  # noqa: S603 - our own interpreter, our own words
                [*CHILD, str(path.absolute())], cwd=ROOT, env=ENVIRONMENT, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0,
            )  # fmt: skip
            first = self._next()
            if not isinstance(first, Opened):
                raise UnreadableFile("broken_excel")
        except BaseException:
            self.close()
            raise
        self.name, self.others, self.lines = first.name, first.others, first.lines

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        while isinstance(frame := self._next(), Rows):
            yield from frame.rows

    def close(self) -> None:
        """End the child, whatever it is at."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            if child.stdout:
                child.stdout.close()
        AT_ONCE.release()

    def _next(self) -> Frame:
        length = int.from_bytes(self._exactly(LENGTH), "big")
        if length > LARGEST_FRAME:
            raise UnreadableFile("broken_excel")
        try:
            frame = unpacked(self._exactly(length))
        except msgspec.MsgspecError:
            raise UnreadableFile("broken_excel") from None
        if isinstance(frame, Refused):
            raise UnreadableFile(frame.reason, **frame.facts)
        return frame

    def _exactly(self, count: int) -> bytes:
        """Raises UnreadableFile: the child said nothing for too long, or was ended by its limits."""
        assert self._child is not None  # noqa: S101 - closed once, at the end
        assert self._child.stdout is not None  # noqa: S101 - asked for above
        pipe, found = self._child.stdout, bytearray()
        waiting = select.poll()
        waiting.register(pipe, select.POLLIN)
        while len(found) < count:
            if not waiting.poll(PATIENCE * 1000):
                raise UnreadableFile("takes_too_long")
            piece = os.read(pipe.fileno(), min(count - len(found), 1 << 16))
            if not piece:
                raise UnreadableFile(_why(self._child.wait()))
            found += piece
        return bytes(found)


def _why(ended: int) -> str:
    """What the end of a child tells: SIGXCPU is its time; an abort is memory it could not have."""
    return "takes_too_long" if ended in (-24, -9) else "needs_too_much"
