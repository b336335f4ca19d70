"""Rows of an XLSX workbook: its first visible sheet that is a table."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine as calamine

from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.responses.importing.workbooks import check_workbook

LARGEST_EXACT = 1e15
MOST_SHEETS = 20
Value = int | float | str | bool | time | date | datetime | timedelta


class SpreadsheetRows:
    """Iterates (line number, cells as text; dates in ISO form); `lines` counts the sheet's rows."""

    def __init__(self, path: Path) -> None:
        check_workbook(path)
        self._sheet, self.others = _sheet_with_a_table(path)
        self.name = self._sheet.name
        self.width = 0
        self._above = self._sheet.start[0] if self._sheet.start else 0
        self.lines = self._above + self._sheet.height

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        try:
            for line, row in enumerate(self._sheet.iter_rows(), self._above + 1):
                if any(value != "" for value in row):
                    yield line, [value if isinstance(value, str) else _as_text(value) for value in row]
        except (calamine.CalamineError, calamine.XmlError) as error:
            raise UnreadableFile("broken_excel") from error


def _sheet_with_a_table(path: Path) -> tuple[calamine.CalamineSheet, list[str]]:
    """The first sheet of several rows and columns (a cover has one column), and the names of others with rows."""
    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            visible = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.visible == calamine.SheetVisibleEnum.Visible
            ]
            widths = {
                name: sheet.width
                for name in (visible or book.sheet_names)[:MOST_SHEETS]
                if (sheet := book.get_sheet_by_name(name)).height > 1
            }
            chosen = next((name for name, width in widths.items() if width > 1), next(iter(widths), None))
            if chosen is not None:
                return book.get_sheet_by_name(chosen), [name for name in widths if name != chosen]
    except Exception as error:  # the reader raises a dozen kinds for damaged archives
        raise UnreadableFile("broken_excel") from error
    raise UnreadableFile("empty_file")


def _as_text(value: Value) -> str:
    """As a person would type it: 11.0 is "11", a date is in ISO form."""
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_EXACT:
        return str(int(value))
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)
