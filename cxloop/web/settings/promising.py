"""Open tickets keep the promise they were made under; here they are offered that of today, looked at first by name."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from cxloop.database import db, unit_of_work
from cxloop.loop.open import offers, promise_again
from cxloop.people.policies import steers_settings
from cxloop.web import current
from cxloop.web.settings.room import room

AT_ONCE = 200


@room.get("/open-promises", policy=steers_settings)
def open_promises() -> ResponseReturnValue:
    """Every open ticket that would be promised something else today: what it has, and what it would get."""
    found = offers(db.session(), current.moment())
    return render_template("settings/open_promises.html", offers=found[:AT_ONCE], count=len(found))


@room.post("/open-promises", policy=steers_settings)
def promise_anew() -> ResponseReturnValue:
    """Those that were chosen, as they were seen; what changed meanwhile keeps what it has."""
    marks, by, at = request.form.getlist("offer")[:AT_ONCE], current.user(), current.moment()
    if not marks:
        flash(_("Choose the tickets first. Nothing was changed."), "late")
        return redirect(url_for(".open_promises"))
    agreed = unit_of_work(lambda: promise_again(db.session(), marks, by=by, at=at, via="web"))
    done, left = len(agreed.promised), len(agreed.left)
    if done:
        flash(ngettext("%(num)s ticket is promised anew.", "%(num)s tickets are promised anew.", done))
    if left:
        flash(
            ngettext(
                "%(num)s ticket changed meanwhile and keeps its promise.",
                "%(num)s tickets changed meanwhile and keep their promise.",
                left,
            ),
            "late",
        )
    return redirect(url_for(".open_promises"))
