"""Every row of a file as an answer that was heard or a row that was rejected, in order, streaming."""

from collections.abc import Callable, Iterator
from pathlib import Path

from cxloop.responses.importing.answers import Row
from cxloop.responses.importing.plan import Plan
from cxloop.responses.importing.reading import open_table
from cxloop.responses.importing.row_reader import row_reader


def read_rows(path: Path, plan: Plan, look: Callable[[list[str]], object] | None = None) -> Iterator[Row]:
    """Blank rows are passed over; every other row comes out once. `look` sees the cells of each of these.

    Raises UnreadableFile in mid-file.

    An import that was interrupted reads again from the top and passes over lines it has: names made up for rows
    without an id depend on the rows before them.
    """
    read = row_reader(plan)
    with open_table(path) as table:
        rows = iter(table.rows)
        for _header in range(plan.header_rows):
            next(rows, None)
        table.rows.width = len(plan.columns)
        for line, cells in rows:
            row = read(line, cells)
            if row is not None:
                if look is not None:
                    look(cells)
                yield row
