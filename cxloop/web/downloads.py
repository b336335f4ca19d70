"""Files to take away. The audit log tells of each before it leaves; what cannot be written there does not leave."""

from collections.abc import Sequence

from flask import Response, request

from cxloop import audit_log
from cxloop.database import db, unit_of_work
from cxloop.web import current


def taken_away(lines: Sequence[str], name: str, *, what: str, subject: int | None = None) -> Response:
    """The lines as `name`.csv, written down as taken by whoever is signed in; the first line is the heading.

    `what` is one of `cxloop.web.audit.words.FILES`, `subject` the number of what it is about.
    """
    user_id, at, rows = current.user().id, current.moment(), len(lines) - 1

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
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response("".join(lines), mimetype="text/csv", headers=headers)
