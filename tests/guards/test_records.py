"""Every record declares what its text may hold, and every moment is a moment."""

import re

import pytest
from sqlalchemy import DateTime, Text

from cxloop.bare import TABLES
from cxloop.database import UTCDateTime
from tests.guards.sources import files, imports, module_of
from tools.migration import metadata

MODELS = re.compile(r"^class \w+\((?:\w+, )*Model\):", re.MULTILINE)
COLUMNS = [column for table in metadata().sorted_tables for column in table.columns]
CLASSES = {"none", "personal", "free_text", "secret"}


@pytest.mark.parametrize("column", [c for c in COLUMNS if isinstance(c.type, Text)], ids=str)
def test_a_text_column_declares_what_it_may_hold(column):
    assert column.info.get("class") in CLASSES


@pytest.mark.parametrize(
    "column", [c for c in COLUMNS if isinstance(c.type, UTCDateTime | DateTime)], ids=str
)
def test_a_moment_is_utc_and_its_name_says_moment(column):
    assert isinstance(column.type, UTCDateTime)
    assert column.name.endswith(("_at", "_until", "_after", "_before", "_from", "_to")) or column.name in {
        "at",
        "minute",
    }


@pytest.mark.parametrize("table", metadata().sorted_tables, ids=str)
def test_every_foreign_key_the_database_looks_up_by_has_an_index(table):
    """Deleting or erasing a customer must not scan tickets."""
    indexed = {index.columns[0].name for index in table.indexes}
    indexed |= {constraint.columns[0].name for constraint in table.constraints if len(constraint.columns)}
    personal = {"contact_id", "account_id", "ticket_id", "improvement_id"}
    assert {column.name for column in table.columns if column.foreign_keys} & personal <= indexed


def test_every_command_knows_every_table():
    """A backup of what it does not know would lack it."""
    makers = {module_of(path) for path in files() if MODELS.search(path.read_text())}
    asked = {name for table in TABLES for name in (table, *imported_by(table))}
    assert makers - {"cxloop.database.base"} - asked == set()


def imported_by(module):
    (path,) = (path for path in files() if module_of(path) == module)
    return imports(path)
