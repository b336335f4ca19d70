"""A customer list, from its first row to its last, a unit of work a batch; a dry run stores nothing."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from cxloop.accounts.changes import By
from cxloop.database import db, unit_of_work
from cxloop.loop.customers import CUSTOMERS_A_BATCH, Kept, keep_rows
from cxloop.responses.customer_lists.rows import Broken, Entry, read


class _Counted(Exception):
    """Takes back what a dry run wrote, and brings its counts out."""

    def __init__(self, kept: Kept) -> None:
        super().__init__()
        self.kept = kept


def run(path: Path, mapping: Mapping[str, str], date_order: str | None, by: By, *, store: bool) -> Kept:
    """Keep every row, or with `store` off count what keeping it would do. Raises UnreadableFile.

    Running again changes nothing that stands, so a run that was cut off is simply run again.
    """
    kept = Kept()
    rows = read(path, mapping, date_order)
    while batch := list(islice(rows, CUSTOMERS_A_BATCH)):
        try:
            kept = unit_of_work(partial(_keep, batch, kept, by, store))
        except _Counted as counted:
            kept = counted.kept
    return kept


def _keep(batch: Sequence[Entry | Broken], before: Kept, by: By, store: bool) -> Kept:
    attempt = before.copy()
    keep_rows(db.session(), batch, by, attempt)
    if not store:
        raise _Counted(attempt)
    return attempt
