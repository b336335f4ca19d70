"""Opens an export, whatever its kind, as a stream of rows in constant memory."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from cxloop.responses.importing.delimited import DelimitedRows
from cxloop.responses.importing.delimiters import delimiter_of
from cxloop.responses.importing.encodings import examine
from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.responses.importing.spreadsheets import SpreadsheetRows

MOST_MEGABYTES = 200
HEAD = 64 * 1024
LOCKED = "EncryptedPackage".encode("utf-16-le")
"""How the old container names what a password hides."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows, once over, and what is known of it before reading: about how many lines, and how it is written."""

    rows: DelimitedRows | SpreadsheetRows
    lines: int
    encoding: str
    delimiter: str
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """Raises UnreadableFile, and nothing else, here or while the rows are read."""
    if path.stat().st_size > MOST_MEGABYTES * 1024 * 1024:
        raise UnreadableFile("file_too_big", most=MOST_MEGABYTES)
    with path.open("rb") as file:
        start = file.read(8)
        if start.startswith(b"PK\x03\x04"):
            with closing(SpreadsheetRows(path)) as sheet:
                yield Table(sheet, sheet.lines, "xlsx", "", sheet.name, tuple(sheet.others))
            return
        if start == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
            raise UnreadableFile("locked_excel" if _is_locked(file) else "old_excel")
        text = examine(file)
        file.seek(0)
        stream = TextIOWrapper(file, text.encoding, errors="replace", newline="")
        delimiter = delimiter_of(stream.read(HEAD))
        stream.seek(0)
        yield Table(DelimitedRows(stream, delimiter, text.size), text.lines, text.encoding, delimiter)


def _is_locked(file: BinaryIO) -> bool:
    rest = b""
    while piece := file.read(1 << 20):
        if LOCKED in rest + piece:
            return True
        rest = piece[-len(LOCKED) :]
    return False
