"""Files to take away. The audit log tells of each before it leaves; what cannot be written there does not leave."""

import io
from collections.abc import Sequence

import xlsxwriter
from flask import Response, request

from cxloop import audit_log
from cxloop.database import db, unit_of_work
from cxloop.reports.sheets import Table
from cxloop.web import current

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def taken_away(lines: Sequence[str], name: str, *, what: str, subject: int | None = None) -> Response:
    """The lines as `name`.csv, written down as taken by whoever is signed in; the first line is the heading.

    `what` is one of `cxloop.web.audit.words.FILES`, `subject` the number of what it is about.
    """
    _written_down(len(lines) - 1, what, subject)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response("".join(lines), mimetype="text/csv", headers=headers)


def taken_away_as_workbook(
    head: Sequence[Sequence[str]], tables: Sequence[Table], name: str, *, what: str
) -> Response:
    """The same as `name`.xlsx: a sheet a table, every cell as text, so that none is run as a formula."""
    _written_down(sum(len(one.rows) for one in tables), what, None)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        for number, table in enumerate(tables, 1):
            page = book.add_worksheet(f"{number}")
            rows = [*head, [], [table.caption], [one.heading for one in table.columns]]
            rows += [[" ".join(filter(None, (one.words, one.small))) for one in row] for row in table.rows]
            for place, row in enumerate(rows):
                for column, words in enumerate(row):
                    page.write_string(place, column, words)
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(file.getvalue(), mimetype=WORKBOOK, headers=headers)


def _written_down(rows: int, what: str, subject: int | None) -> None:
    user_id, at = current.user().id, current.moment()

    def work() -> None:
        audit_log.record(
            db.session(),
            "exported",
            at=at,
            actor_id=user_id,
            via="web",
            what=what,
            rows=rows,
            subject=subject,
        )

    if request.method != "HEAD":  # whoever only asks how long it is takes nothing away
        unit_of_work(work)
