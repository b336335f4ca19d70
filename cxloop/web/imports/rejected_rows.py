"""Rows that were set aside, as a CSV that a spreadsheet opens without running anything in it.

Corrected, it may be uploaded as it is: its line and reason are passed over (`importing.words.is_set_aside`).
"""

from collections.abc import Iterable, Iterator, Sequence

from flask_babel import gettext as _

from cxloop.responses.importing.words import own_columns
from cxloop.responses.models import ImportRow
from cxloop.web.cells import BYTE_ORDER_MARK, line
from cxloop.web.imports.words import why


def as_csv(columns: Sequence[str], rows: Iterable[ImportRow]) -> Iterator[str]:
    """Lines of the file: the line in the upload, the reason, then the row's own cells."""
    left_out = len(columns) - len(own_columns(columns))
    yield BYTE_ORDER_MARK + line([_("Line"), _("Reason"), *columns[left_out:]])
    for row in rows:
        cells = (row.cells or [])[left_out:]
        yield line([row.line, why({"code": row.reason, "facts": row.facts or {}}), *cells])
