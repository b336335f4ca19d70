"""The reports as pages: one sheet each, with its filters in the address, its rows, and its tables to take away."""

from functools import partial
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cxloop.database import company_zone, db
from cxloop.people.policies import may_work_on, reads_reports
from cxloop.reports.sheets import REPORTS, Cell, Report, Section, Sheet, Table
from cxloop.web import current, formats
from cxloop.web.cells import BYTE_ORDER_MARK, line, separator
from cxloop.web.downloads import taken_away, taken_away_as_workbook
from cxloop.web.language import language
from cxloop.web.reports.filters import Asked, asked
from cxloop.web.reports.forms import presets
from cxloop.web.reports.room import room
from cxloop.web.reports.views import drawn

KINDS = ("csv", "xlsx")


def endpoint(name: str) -> str:
    return f"report_{name.replace('-', '_')}"


def show(report: Report) -> ResponseReturnValue:
    wanted, sheet = _made(report)
    at, zone = current.moment(), company_zone(db.session())
    return (
        render_template(
            "reports/report.html",
            report=report,
            sheet=sheet,
            asked=wanted,
            drawn=drawn,
            say=formats.say(),
            as_of=at,
            zone=zone,
            here=f"reports.{endpoint(report.name)}",
            presets=presets(at, zone),
            preset_href=partial(_preset_href, report, wanted),
            ticket_href=_ticket_href,
            rows_href=partial(_rows_href, wanted),
            file_href=partial(_file_href, report, wanted),
        ),
        200 if wanted.is_readable else 422,
    )


def _made(report: Report) -> tuple[Asked, Sheet]:
    session, at = db.session(), current.moment()
    wanted = asked(session, current.user(), request.args, at, company_zone(session), language())
    figures = report.figures(session, wanted.period, at, wanted.wanted)
    return wanted, report.sheet(figures, formats.say())


def _ticket_href(cell: Cell) -> str | None:
    if cell.ticket is None:
        return None
    ticket_id, team_id, owner_id = cell.ticket
    may_see = may_work_on(current.user(), team_id, owner_id)
    return url_for("tickets.show", ticket_id=ticket_id) if may_see else None


def _preset_href(report: Report, wanted: Asked, days: dict[str, Any]) -> str:
    kept = {name: value for name, value in wanted.address.items() if name not in ("from", "last")}
    return url_for(f"reports.{endpoint(report.name)}", **kept | days)


def _rows_href(wanted: Asked, section: Section) -> str | None:
    if section.source.rows is None:
        return None
    figure, _, measure = section.source.rows.partition(":")
    return url_for("reports.rows", figure=figure, measure=measure or None, **wanted.address)


def _file_href(report: Report, wanted: Asked, section: Section, kind: str) -> str:
    return url_for(
        "reports.table_as_file", name=report.name, section=section.key, kind=kind, **wanted.address
    )


def _routed(report: Report) -> None:
    @room.get(f"/reports/{report.name}", endpoint=endpoint(report.name), policy=reads_reports)
    def page() -> ResponseReturnValue:
        return show(report)


for _report in REPORTS.values():
    _routed(_report)


@room.get("/reports/tables/<name>/<section>.<kind>", policy=reads_reports)
def table_as_file(name: str, section: str, kind: str) -> ResponseReturnValue:
    """The tables of one figure, as they stand on the page, with the days and the zone above them."""
    report = REPORTS.get(name)
    if report is None or kind not in KINDS:
        abort(404)
    wanted, sheet = _made(report)
    if not wanted.is_readable:
        abort(422)
    found = next((one for one in sheet.sections if one.key == section and one.tables), None)
    if found is None:
        abort(404)
    head = _head(sheet, found, wanted)
    file = f"cxloop-{name}-{section}-{wanted.period.start}-{wanted.period.last}"
    if kind == "xlsx":
        return taken_away_as_workbook(head, found.tables, file, what="table_of_a_report")
    between = separator(language())
    lines = [line(cells, between) for cells in [*head, *_rows(found.tables)]]
    lines[0] = BYTE_ORDER_MARK + lines[0]
    return taken_away(lines, file, what="table_of_a_report")


def _head(sheet: Sheet, section: Section, wanted: Asked) -> list[list[str]]:
    say, zone = formats.say(), company_zone(db.session())
    days = say("%(days)s, days of %(zone)s", days=say.days(wanted.period), zone=zone)
    return [
        [sheet.title, section.title],
        [days, say("as of %(moment)s", moment=say.as_of(current.moment()))],
        [section.source.name, *section.source.notes],
        *([one] for one in wanted.teams),
    ]


def _rows(tables: tuple[Table, ...]) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for one in tables:
        rows += [[], [one.caption], [column.heading for column in one.columns]]
        rows += [[" ".join(filter(None, (cell.words, cell.small))) for cell in row] for row in one.rows]
    return rows
