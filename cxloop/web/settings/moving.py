"""What is tried in order is moved up and down: as a draft, which shows what it would have done."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.people.policies import steers_settings
from cxloop.settings import drafts
from cxloop.settings.parts import PARTS
from cxloop.web import current
from cxloop.web.settings.room import room


@room.post("/<part>/<item>/moving", policy=steers_settings)
def move(part: str, item: str) -> ResponseReturnValue:
    """Draft that a thing is tried one place sooner or later."""
    thing, session = PARTS.get(part), db.session()
    if thing is None or not thing.is_ordered or thing.read(session, item) is None:
        abort(404)
    values = thing.moved(session, item, up=request.form.get("to") == "up")
    if values is None:
        flash(_("It stands at the end already: nothing was changed."), "late")
        return redirect(url_for(f".{part}"))
    by_id, at = current.user().id, current.moment()
    kept = unit_of_work(lambda: drafts.save(db.session(), thing, item, values, by_id=by_id, at=at))
    flash(_("The other place is kept as a draft. Nothing has changed yet: look at what it would have done."))
    return redirect(url_for(".item", part=part, item=item, draft=kept.id, _anchor="consequence"))
