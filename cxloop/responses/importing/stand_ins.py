"""Texts by which a platform says "nothing here", emptied wherever they stand."""

from collections.abc import Callable

from cxloop.responses.descriptions import Description
from cxloop.responses.importing.spelling import plain

LONGEST = 50


def without_stand_ins_of(description: Description) -> Callable[[list[str]], list[str]] | None:
    """A function that empties what only stands for nothing and turns a stand-in for a line end into one."""
    nothing, line_break = frozenset(description.nothing), description.line_break
    if not nothing and not line_break:
        return None

    def clear(cells: list[str]) -> list[str]:
        return [
            ""
            if cell and plain(cell[:LONGEST]) in nothing
            else cell.replace(line_break, "\n")
            if line_break
            else cell
            for cell in cells
        ]

    return clear
