"""Rows of a delimited text, streamed, with a guard against one quotation mark that swallows the rest.

The csv module reads on to the end of the file when a quote is not closed, without a word. Here every record
keeps its lines until it is known to be whole; when it is not, its first line is set aside and the others are
read again, so one bad quote costs one row.
"""

import csv
from collections import deque
from collections.abc import Iterator
from typing import TextIO

from cxloop.responses.importing.refusals import UnreadableFile

MOST_LINES_IN_A_FIELD = 50
MOST_LINES_IN_A_RECORD = 1_000
MOST_CHARACTERS_IN_A_FIELD = csv.field_size_limit()
LARGEST_SHARE_OF_THE_FILE = 0.05
SMALL_FILE = 64 * 1024
MOST_BLANK_LINES = 100_000


class BrokenRow(list[str]):
    """A row that cannot be cut into cells: its raw line alone."""


class DelimitedRows:
    """Iterates (line number, cells) over a text stream opened with `newline=""`; `size` is in characters or bytes.

    Yields BrokenRow for a line with a quote left open. Raises UnreadableFile, and nothing else.
    """

    def __init__(self, stream: TextIO, delimiter: str, size: int) -> None:
        self.width = 0
        self._stream, self._delimiter = stream, delimiter
        self._largest = size * LARGEST_SHARE_OF_THE_FILE if size >= SMALL_FILE else float("inf")
        self._held: list[str] = []
        self._again: deque[str] = deque()

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        held, line, filled = self._held, 1, 0
        while True:
            reader = csv.reader(self._lines(), delimiter=self._delimiter, strict=True)
            try:
                for cells in reader:
                    taken = len(held)
                    if taken != 1 and not self._is_whole(cells, line):
                        break
                    if cells:
                        yield line, cells
                        filled = line
                    elif line - filled > MOST_BLANK_LINES:
                        raise UnreadableFile("blank_lines", line=filled, most=MOST_BLANK_LINES)
                    line += taken
                    held.clear()
                else:
                    return
            except csv.Error:
                if len(held) > MOST_LINES_IN_A_FIELD:
                    raise UnreadableFile("unclosed_quote", line=line) from None
            yield line, self._first_line_alone(line)
            self._again.extendleft(reversed(held[1:]))
            held.clear()
            line += 1

    def _lines(self) -> Iterator[str]:
        held, again = self._held, self._again
        while True:
            while again:
                line = again.popleft()
                held.append(line)
                yield line
            line = self._stream.readline()
            if not line or len(held) > MOST_LINES_IN_A_RECORD:
                return
            held.append(line)
            yield line

    def _is_whole(self, cells: list[str], line: int) -> bool:
        too_many_lines = any(
            max(cell.count("\n"), cell.count("\r")) > MOST_LINES_IN_A_FIELD for cell in cells
        )
        if too_many_lines or sum(map(len, self._held)) > self._largest:
            raise UnreadableFile("unclosed_quote", line=line)
        return not self.width or len(cells) == self.width

    def _first_line_alone(self, line: int) -> list[str]:
        """A line with stray quotes inside (`"so called" service,3`) as spreadsheets read it, else a BrokenRow."""
        first = self._held[0]
        if len(first) > MOST_CHARACTERS_IN_A_FIELD:
            raise UnreadableFile("field_too_long", line=line, most=MOST_CHARACTERS_IN_A_FIELD)
        if len(self._held) == 1:
            cells = next(csv.reader([first], delimiter=self._delimiter), [])
            if len(cells) == self.width or not self.width:
                return cells
        return BrokenRow([first.rstrip("\r\n")])
