from collections.abc import Iterator, Sequence

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from cxloop.audit_log.models import AuditEvent
from cxloop.audit_log.queries import Wanted, newest, place
from cxloop.database import db
from cxloop.drivers.models import Driver
from cxloop.entrances import Entrance
from cxloop.people.models import Team, User
from cxloop.people.policies import reads_audit_log
from cxloop.people.programs import ApiToken
from cxloop.responses.models import Source, Survey
from cxloop.web import current
from cxloop.web.audit import words
from cxloop.web.audit.asked import asked, read, written
from cxloop.web.cells import BYTE_ORDER_MARK, line, separator
from cxloop.web.downloads import taken_away
from cxloop.web.formats import reader
from cxloop.web.language import language

room = Entrance("audit", __name__)
ROWS, AT_ONCE = 50, 5_000


@room.get("/audit-log", policy=reads_audit_log)
def index() -> ResponseReturnValue:
    """The newest lines, fifty at a time."""
    form, choice = asked(request.args)
    before, names = read(request.args.get("before")), _names()
    found: Sequence[AuditEvent] = []
    if choice is not None:
        found = newest(db.session(), choice.wanted, most=ROWS + 1, before=before)
    older_href = None
    if choice is not None and len(found) > ROWS:
        older_href = url_for(".index", **choice.address(before=written(place(found[ROWS - 1]))))
    page = render_template(
        "audit/index.html",
        form=form,
        choice=choice,
        lines=found[:ROWS],
        names=names,
        say=words,
        older_href=older_href,
        newest_href=url_for(".index", **choice.address()) if choice and before else "",
        csv_href=url_for(".as_csv", **choice.address()) if choice and found else None,
    )
    return page, 200 if choice else 422


@room.get("/audit-log.csv", policy=reads_audit_log)
def as_csv() -> ResponseReturnValue:
    """Every line asked for, as a file; that it was taken away is the next line of the log."""
    _form, choice = asked(request.args)
    if choice is None:
        abort(422)
    day = reader().local(current.moment()).date()
    return taken_away(list(_cells(choice.wanted)), f"audit-log-{day}", what="audit_log")


def _cells(wanted: Wanted) -> Iterator[str]:
    between, names, zone = separator(language()), _names(), reader().zone
    headings = [
        f"{_('When')} ({zone})", _("Who"), _("What"), _("How"), _("Kind"), _("Number of the user"), _("Program"),
        _("Number of the program"),
    ]  # fmt: skip
    yield BYTE_ORDER_MARK + line(headings, between)
    before = None
    while lines := newest(db.session(), wanted, most=AT_ONCE, before=before):
        for one in lines:
            moment = f"{reader().local(one.at):%Y-%m-%d %H:%M:%S}"
            said = words.who(one, names), words.what(one, names), words.door(one)
            program = words.program(one, names), (one.program or "").removeprefix("token:")
            yield line([moment, *said, one.kind, one.actor_id or "", *program], between)
        before = place(lines[-1])
        db.session.expunge_all()


def _names() -> words.Names:
    session = db.session()
    named = {
        "user": select(User.id, User.name).order_by(User.name, User.id),
        "token": select(ApiToken.id, ApiToken.name),
        "team": select(Team.id, Team.name),
        "survey": select(Survey.id, Survey.name),
        "source": select(Source.id, Source.name + " · " + Survey.name).join(Survey),
    }
    known = {kind: {row[0]: row[1] for row in session.execute(chosen)} for kind, chosen in named.items()}
    causes = {one.id: one.path(language()) for one in session.scalars(select(Driver))}
    return words.Names({**known, "cause": causes})
