"""The child that reads one workbook: `python -m … PATH` sends its rows to standard output and ends.

A hostile workbook may end this process, by its memory, its time or a fault of the reader; nobody else notices.
"""

import resource
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.parsers import expat

import python_calamine as calamine

from cxloop.responses.importing.archives import Bomb, check_entries
from cxloop.responses.importing.packages import NoWorkbook, book_of, written_as_usual
from cxloop.responses.importing.sheet_frames import Ended, Frame, Opened, Refused, Rows, packed

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 60
LARGEST_EXACT = 1e15
MOST_SHEETS = 20
MOST_COLUMNS = 500
LONGEST_CELL = 131_072
ROWS_A_FRAME = 200
TEXT_A_FRAME = 1 << 20
DAMAGED = (
    zipfile.BadZipFile,
    expat.ExpatError,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    KeyError,
)
Value = int | float | str | bool | time | date | datetime | timedelta


class Unreadable(Exception):
    """`reason` is a code of `refusals.SENTENCES`."""

    def __init__(self, reason: str, **facts: int) -> None:
        super().__init__(reason)
        self.reason, self.facts = reason, facts


def main() -> None:
    limit()
    path = Path(sys.argv[1])
    try:
        for frame in read(path):
            sys.stdout.buffer.write(packed(frame))
        last: Frame = Ended()
    except Unreadable as refused:
        last = Refused(refused.reason, refused.facts)
    except MemoryError:
        last = Refused("needs_too_much")
    except BrokenPipeError:
        return
    except BaseException:  # the reader raises a dozen kinds for damaged archives, a panic among them
        last = Refused("broken_excel")
    with suppress(BrokenPipeError):
        sys.stdout.buffer.write(packed(last))
        sys.stdout.buffer.flush()


def limit() -> None:
    """No more memory or processor time than a large honest workbook needs; the first to go when a machine is full."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def read(path: Path) -> Iterator[Frame]:
    """Raises Unreadable, or whatever the reader raises."""
    with TemporaryDirectory(prefix="cxloop-sheet-") as folder:
        sheet, others = _sheet_with_a_table(_laid_out(path, Path(folder) / "usual.xlsx"))
        if sheet.width > MOST_COLUMNS:
            raise Unreadable("too_many_columns", most=MOST_COLUMNS)
        above = sheet.start[0] if sheet.start else 0
        yield Opened(sheet.name, others, above + sheet.height)
        yield from _frames(sheet, above)


def _laid_out(path: Path, usual: Path) -> Path:
    """Where the workbook lies with the usual names; its entries were checked."""
    try:
        with zipfile.ZipFile(path) as archive:
            check_entries(archive)
            names = archive.namelist()
            if any(name.casefold().endswith("vbaproject.bin") for name in names):
                raise Unreadable("macro_excel")
            if "mimetype" in names and b"opendocument" in archive.open("mimetype").read(100):
                raise Unreadable("open_document")
            book = book_of(archive)
            if book.is_usual:
                return path
            written_as_usual(archive, book, usual)
            return usual
    except Bomb:
        raise Unreadable("unpacks_too_big") from None
    except NoWorkbook:
        raise Unreadable("not_a_table") from None
    except DAMAGED:
        raise Unreadable("broken_excel") from None


def _sheet_with_a_table(path: Path) -> tuple[calamine.CalamineSheet, list[str]]:
    """The first sheet of several rows and columns (a cover has one column), and the names of others with rows."""
    with calamine.CalamineWorkbook.from_path(path) as book:
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == calamine.SheetVisibleEnum.Visible
            and sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        widths = {
            name: sheet.width
            for name in (visible or book.sheet_names)[:MOST_SHEETS]
            if (sheet := book.get_sheet_by_name(name)).height > 1
        }
        chosen = next((name for name, width in widths.items() if width > 1), next(iter(widths), None))
        if chosen is None:
            raise Unreadable("empty_file")
        return book.get_sheet_by_name(chosen), [name for name in widths if name != chosen]


def _frames(sheet: calamine.CalamineSheet, above: int) -> Iterator[Rows]:
    rows: list[tuple[int, list[str]]] = []
    text = 0
    for line, row in enumerate(sheet.iter_rows(), above + 1):
        if not any(value != "" for value in row):
            continue
        cells = [value if isinstance(value, str) else _as_text(value) for value in row]
        length = sum(map(len, cells))
        if length > LONGEST_CELL and max(map(len, cells)) > LONGEST_CELL:
            raise Unreadable("field_too_long", line=line, most=LONGEST_CELL)
        rows.append((line, cells))
        text += length
        if len(rows) >= ROWS_A_FRAME or text > TEXT_A_FRAME:
            yield Rows(rows)
            rows, text = [], 0
    yield Rows(rows)


def _as_text(value: Value) -> str:
    """As a person would type it: 11.0 is "11", a date is in ISO form."""
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_EXACT:
        return str(int(value))
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)


if __name__ == "__main__":
    main()
