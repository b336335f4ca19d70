"""A report's sheet as lines of a terminal."""

from collections.abc import Iterator
from datetime import datetime

from cxloop.reports.period import Period
from cxloop.reports.saying import Say
from cxloop.reports.sheets import Report, Section, Sheet, Table


def sheet_lines(sheet: Sheet, report: Report, period: Period, at: datetime, say: Say) -> Iterator[str]:
    yield sheet.title
    days = "" if report.looks_at_now else f"{period.start} – {period.last}, "
    yield f"{days}{say.zone}, {say('as of %(moment)s', moment=say.as_of(at))}"
    if sheet.lead:
        yield sheet.lead
    for section in sheet.sections:
        yield ""
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    yield f"{section.title}: {section.big}" if section.big else section.title
    yield from (f"  {one}" for one in section.words)
    yield from (f"  {one}" for one in section.notes)
    for table in section.tables:
        yield f"  {table.caption}"
        yield from (f"    {line}" for line in _table(table))
    yield f"  ({'; '.join((section.source.name, *section.source.notes))})"


def _table(table: Table) -> Iterator[str]:
    rows = [[one.heading for one in table.columns]]
    rows += [[" ".join(filter(None, (cell.words, cell.small))) for cell in row] for row in table.rows]
    widths = [max(len(row[place]) for row in rows) for place in range(len(table.columns))]
    for row in rows:
        cells = [
            words.rjust(width) if column.is_number else words.ljust(width)
            for words, width, column in zip(row, widths, table.columns, strict=True)
        ]
        yield "  ".join(cells).rstrip()
