"""The cells of a CSV file, such that a spreadsheet runs nothing in it. The only place that writes such files."""

import csv
import io
import re
from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"
"""In front of a file, by which a spreadsheet knows that it is UTF-8."""
BLANK = " \u00a0\ufeff"
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
AFTER_A_SEPARATOR = re.compile(f'(?<=[;\t\r\n])(?=[{BLANK}"]*[=+@＝＋－＠-])')
NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?", re.ASCII)


def separator(language: str) -> str:
    """What a spreadsheet in this language takes for the end of a cell: where the comma is for decimals, a semicolon."""
    return ";" if language == "it" else ","


def line(cells: Iterable[object], between: str = ",") -> str:
    """One line of a file, its end included."""
    text = io.StringIO()
    csv.writer(text, delimiter=between).writerow([harmless(str(cell)) for cell in cells])
    return text.getvalue()


def harmless(text: str) -> str:
    """A cell that starts like a formula gets an apostrophe in front, which spreadsheets take for "this is text".

    So does what follows a semicolon, a tab or a line end inside a cell, where a spreadsheet of another country begins a
    new one. Numbers stay numbers.
    """
    bare = text.lstrip(BLANK)
    if NUMBER.fullmatch(bare):
        return text
    inside = AFTER_A_SEPARATOR.sub("'", text)
    return f"'{inside}" if bare.startswith(STARTS_A_FORMULA) else inside
