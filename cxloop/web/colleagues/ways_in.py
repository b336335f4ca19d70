"""How a colleague comes in, where an administrator undoes it."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.people import identities
from cxloop.people.policies import administers
from cxloop.web import current
from cxloop.web.colleagues.room import ONE, known, room


@room.post(f"{ONE}/unlinking", policy=administers)
def unlink(user_id: int) -> ResponseReturnValue:
    """Who the provider says they are is asked anew, by their address."""
    known(user_id)
    by, at = current.by(), current.moment()
    if unit_of_work(lambda: identities.unlink(db.session(), known(user_id), by, at)):
        flash(
            _(
                "The link is undone, and their sessions have ended. Their next sign-in links anew, by their address."
            )
        )
    else:
        flash(_("There was no link any more."), "late")
    return redirect(url_for(".show", user_id=user_id))
