"""Rows of a customer list that were rejected, with their reasons in the reader's words."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _

from cxloop.accounts.models import AccountFile
from cxloop.accounts.refusals import sentence
from cxloop.web.cells import BYTE_ORDER_MARK, line


def reasons(why: Sequence[Sequence[Any]]) -> list[str]:
    """One sentence for each (field, code, facts)."""
    return [sentence(code, facts, _) for _field, code, facts in why]


def as_csv(file: AccountFile) -> Iterator[str]:
    """Lines of a file: the line in the list, the reasons, then the row's own cells."""
    yield BYTE_ORDER_MARK + line([_("Line"), _("Reason"), *file.mapping["columns"]])
    for number, why, cells in file.rejections or []:
        yield line([number, " ".join(reasons(why)), *cells])
