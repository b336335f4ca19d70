"""Rows that were set aside, as a CSV that a spreadsheet opens without running anything in it."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from flask_babel import gettext as _

from cxloop.responses.models import ImportRow
from cxloop.web.imports.words import why

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?", re.ASCII)


def harmless(text: str) -> str:
    """A cell that starts like a formula gets an apostrophe in front, which spreadsheets take for "this is text".

    Numbers stay numbers. Reading the file back drops nothing else, so the text is the same without the apostrophe.
    """
    bare = text.lstrip(" \u00a0\ufeff")
    return f"'{text}" if bare.startswith(STARTS_A_FORMULA) and not NUMBER.fullmatch(bare) else text


def as_csv(columns: Sequence[str], rows: Iterable[ImportRow]) -> Iterator[str]:
    """Lines of the file: the line in the upload, the reason, then the row's own cells."""
    yield "\ufeff" + _line([_("Line"), _("Reason"), *columns])
    for row in rows:
        yield _line([str(row.line), why({"code": row.reason, "facts": row.facts or {}}), *(row.cells or [])])


def _line(cells: Iterable[object]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([harmless(str(cell)) for cell in cells])
    return text.getvalue()
