"""A page that is about the score, an improvement, a ticket or what customers said tells so once it is shown.

Reading never writes: the browser posts by itself, by role and month, without a name; without scripts nothing is told.
"""

from flask import Flask, abort, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from cxloop.database import db, unit_of_work
from cxloop.people.policies import anyone_signed_in
from cxloop.reports.looking import looked
from cxloop.reports.metrics.fairness import LOOKED_AT
from cxloop.web import current
from cxloop.web.reports.room import room

KINDS = {
    "reports.executive": "score", "reports.report_number": "score",
    "improvements.index": "improvement", "improvements.show": "improvement",
    "tickets.my_loop": "ticket", "tickets.index": "ticket", "tickets.show": "ticket",
    "contacts.show": "verbatim", "accounts.show": "verbatim", "interviews.show": "verbatim",
}  # fmt: skip
"""What a page is about; the others are not counted."""


@room.post("/looked", policy=anyone_signed_in)
def look() -> ResponseReturnValue:
    kind, role, at = request.form.get("kind", ""), current.user().role, current.moment()
    if kind not in LOOKED_AT:
        abort(422)
    unit_of_work(lambda: looked(db.session(), kind, role, at))
    return "", 204


def register(app: Flask) -> None:
    """Tell templates what the page is about."""

    def given() -> dict[str, object]:
        signed_in = bool(current_user and current_user.is_authenticated)
        return {"looked_at": KINDS.get(request.endpoint or "") if signed_in else None}

    app.context_processor(given)
