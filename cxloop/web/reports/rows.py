"""The rows behind a figure, on a page and as CSV. Names only for those who may see that ticket."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.alerts.wording import initials
from cxloop.database import company_zone, db
from cxloop.people.policies import reads_reports, scope_of, sees_names
from cxloop.reports import queries
from cxloop.reports import rows as behind
from cxloop.reports.causes import catalogue
from cxloop.reports.cohorts import Clock
from cxloop.reports.metrics.ladder import LoopFacts
from cxloop.reports.plain_words import figure_names
from cxloop.reports.rows import AnswerRow, QuestionRow, TicketRow
from cxloop.reports.wanted import prepared
from cxloop.web import current, formats
from cxloop.web.cells import BYTE_ORDER_MARK, line, separator
from cxloop.web.downloads import taken_away
from cxloop.web.formats import reader
from cxloop.web.language import language
from cxloop.web.reports.filters import FILTERS, Asked, asked
from cxloop.web.reports.room import room

ROWS = 100
OF_TICKETS = ("ladder", "contacted", "times", "verified", "causes")
LOOKS_AT = {"ladder": "eligible", "contacted": "contactable", "causes": "closed"}
"""The fact without which a ticket is not in the figure at all."""
FIGURES = (*OF_TICKETS, "score")
SAYS_WHICH = ("from", "last", "measure", *FILTERS)


@dataclass(frozen=True)
class Column:
    """A column of the rows: its heading, and the text of one row."""

    heading: str
    text: Callable[[Any], str]


@room.get("/reports/rows/<figure>", policy=reads_reports)
def rows(figure: str) -> ResponseReturnValue:
    """A hundred rows at a time, newest first."""
    wanted = _asked(figure)
    found = list(_found(figure, wanted, _before(), ROWS + 1))
    last = found[ROWS - 1].id if len(found) > ROWS else None
    address: dict[str, Any] = {name: request.args[name] for name in SAYS_WHICH if name in request.args}
    return render_template(
        "reports/rows.html",
        heading=figure_names(formats.say())[figure],
        say=formats.say(),
        period=wanted.period,
        zone=company_zone(db.session()),
        clock=clock_of(figure),
        columns=_columns(figure),
        rows=found[:ROWS],
        ticket_href=_ticket_href,
        csv_href=url_for(".rows_as_csv", figure=figure, **address),
        back_href=url_for(".executive", **address),
        next_href=url_for(".rows", figure=figure, **address, before=last) if last else None,
        is_masked=not sees_names(current.user()),
    )


@room.get("/reports/rows/<figure>.csv", policy=reads_reports)
def rows_as_csv(figure: str) -> ResponseReturnValue:
    """All rows; a cell that a spreadsheet would run as a formula is written as text."""
    wanted = _asked(figure)
    period, columns = wanted.period, _columns(figure)
    between = separator(language())
    lines = [line((column.heading for column in columns), between)]
    lines += [
        line((column.text(row) for column in columns), between) for row in _found(figure, wanted, None, None)
    ]
    lines[0] = BYTE_ORDER_MARK + lines[0]
    return taken_away(lines, f"cxloop-{figure}-{period.start}-{period.last}", what=f"rows_of_{figure}")


def _asked(figure: str) -> Asked:
    if figure not in FIGURES:
        abort(404)
    session, at = db.session(), current.moment()
    found = asked(session, current.user(), request.args, at, company_zone(session), language())
    if not found.is_readable:
        abort(422)
    return found


def clock_of(figure: str) -> Clock:
    """What customers felt goes by the day they answered, what we did by the moment we received it."""
    return "answered" if figure in ("causes", "score") else "received"


def _before() -> int | None:
    given = request.args.get("before", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None


def _found(figure: str, asked_for: Asked, before: int | None, most: int | None) -> Iterator[Any]:
    session, at, period = db.session(), current.moment(), asked_for.period
    wanted = prepared(session, asked_for.wanted)
    if figure == "verified":
        return behind.questions(session, period, at, before_id=before, most=most, wanted=wanted)
    if figure in OF_TICKETS:
        only, clock = LOOKS_AT.get(figure), clock_of(figure)
        return behind.tickets(
            session, period, at, clock, only=only, before_id=before, most=most, wanted=wanted
        )
    measures = queries.surveys_by_measure(session)
    measure = request.args.get("measure")
    surveys = [id_ for id_, one in measures.items() if one.key == measure and not one.is_anonymous]
    return behind.answers(session, period, surveys, before_id=before, most=most, wanted=wanted)


def _columns(figure: str) -> list[Column]:
    if figure == "score":
        return [
            Column(_("Answer"), lambda row: str(row.id)),
            Column(_in_zone(_("Answered")), lambda row: _moment(row.answered_at)),
            Column(_("Survey"), lambda row: row.survey),
            Column(_("Score"), lambda row: str(row.score)),
        ]
    return [
        Column(_("Ticket"), lambda row: str(row.ticket_id)),
        Column(_("Customer"), _customer),
        Column(_("Survey"), lambda row: row.survey),
        Column(_in_zone(_("Answered")), lambda row: _moment(row.answered_at)),
        Column(_in_zone(_("Received")), lambda row: _moment(row.received_at)),
        *_COLUMNS[figure](),
    ]


def _ladder() -> list[Column]:
    names = {
        "contactable": _("Contactable"), "attempted": _("Attempted"), "reached": _("Reached"), "cause": _("Cause"),
        "action": _("Action"), "told": _("Told"), "asked": _("Asked"),
    }  # fmt: skip
    flags = [Column(heading, _flag(name)) for name, heading in names.items()]
    judged = Column(
        _("Closed strictly"), lambda row: _yes(_is_complete(row)) if row.is_old_enough else _("running")
    )
    return [*flags, Column(_("Customer says"), _word), judged]


def _contacted() -> list[Column]:
    return [
        Column(_in_zone(_("Contact due")), lambda row: _moment(row.first_contact_due_at)),
        Column(_in_zone(_("First attempt")), lambda row: _moment(row.first_attempt_at)),
        Column(_in_zone(_("First reached")), lambda row: _moment(row.first_reached_at)),
        Column(
            _("Reached in time"),
            lambda row: _yes(row.reached_in_time) if row.promise_is_due else _("running"),
        ),
        Column(_("Written down more than a day later"), _flag("written_late")),
    ]


def _times() -> list[Column]:
    return [
        Column(_in_zone(_("Opened")), lambda row: _moment(row.opened_at)),
        Column(_in_zone(_("First attempt")), lambda row: _moment(row.first_attempt_at)),
        Column(_in_zone(_("First reached")), lambda row: _moment(row.first_reached_at)),
        Column(_in_zone(_("Resolved")), lambda row: _moment(row.resolved_at)),
        Column(_in_zone(_("Closed")), lambda row: _moment(row.closed_at)),
    ]


def _verified() -> list[Column]:
    return [
        Column(_in_zone(_("Asked")), lambda row: _moment(row.asked_at)),
        Column(_("First question"), lambda row: _yes(row.is_first)),
        Column(_("Customer says"), _word),
        Column(_in_zone(_("Said")), lambda row: _moment(row.said_at)),
    ]


def _causes() -> list[Column]:
    names, spoken = catalogue(db.session()), language()

    def cause(row: TicketRow) -> str:
        known = names.get(row.driver_id or 0)
        return known.path(spoken) if known else _("not coded")

    return [Column(_("Cause"), cause)]


_COLUMNS: dict[str, Callable[[], list[Column]]] = {
    "ladder": _ladder, "contacted": _contacted, "times": _times, "verified": _verified, "causes": _causes,
}  # fmt: skip


def _flag(name: str) -> Callable[[Any], str]:
    return lambda row: _yes(getattr(row, name))


def _yes(is_so: object) -> str:
    return str(_("yes") if is_so else _("no"))


def _word(row: TicketRow | QuestionRow) -> str:
    if isinstance(row, TicketRow) and not row.asked:
        return str(_("not asked"))
    said = {"yes": _("yes"), "partly": _("partly"), "no": _("no")}
    return str(said.get(row.answer, _("no answer")))


def _is_complete(row: TicketRow) -> bool:
    return LoopFacts(
        row.contactable, row.attempted, row.reached, row.cause, row.action, row.told, row.asked,
        verified=row.answer == "yes", answered=bool(row.answer), window_expired=row.window_expired,
    ).is_complete  # fmt: skip


def _may_see(row: TicketRow | QuestionRow) -> bool:
    user = current.user()
    return sees_names(user) and scope_of(user).covers(row.team_id, row.owner_id)


def _customer(row: TicketRow | QuestionRow) -> str:
    if not _may_see(row):
        return initials(row.contact) or "–"
    return ", ".join(part for part in (row.contact, row.account) if part) or "–"


def _ticket_href(row: TicketRow | QuestionRow | AnswerRow) -> str | None:
    if isinstance(row, AnswerRow) or not _may_see(row):
        return None
    return url_for("tickets.show", ticket_id=row.ticket_id)


def _in_zone(heading: str) -> str:
    """A column of moments says on whose clock: "Answered (Europe/Rome)"."""
    return f"{heading} ({reader().zone})"


def _moment(moment: Any) -> str:
    return f"{reader().local(moment):%Y-%m-%d %H:%M}" if moment else ""
