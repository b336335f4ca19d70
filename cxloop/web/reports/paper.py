"""The page to take away: one sheet of A4."""

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from cxloop import audit_log
from cxloop.database import company_zone, db, unit_of_work
from cxloop.people.company import company
from cxloop.people.policies import reads_reports, reports_of
from cxloop.reports.executive import executive as figures
from cxloop.reports.paper import one_page, sheet
from cxloop.reports.told_back import told_back
from cxloop.reports.wanted import Wanted
from cxloop.web import current, formats
from cxloop.web.reports.forms import asked_period
from cxloop.web.reports.room import room


@room.get("/executive.pdf", policy=reads_reports)
def paper() -> ResponseReturnValue:
    """The same figures, for the same days, in the reader's language; written down as taken away."""
    session, at = db.session(), current.moment()
    zone = company_zone(session)
    _form, period, _is_readable = asked_period(request.args, at, zone)
    seen = Wanted(reports_of(current.user()))
    page = figures(session, period, at, request.args.get("measure"), seen)
    said = sheet(page, formats.say(), company(session, at).name or "", told_back(session, at, seen))
    db.session.rollback()  # nothing stays open while it is set
    made = one_page(said, current_app.config["SETTINGS"].var, at)
    user_id = current.user().id
    if request.method != "HEAD":
        unit_of_work(
            lambda: audit_log.record(
                db.session(), "exported", at=at, actor_id=user_id, via="web", what="one_page", rows=1,
                subject=None,
            )
        )  # fmt: skip
    name = f"cxloop-{period.start.isoformat()}-{period.last.isoformat()}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(made, mimetype="application/pdf", headers=headers)
