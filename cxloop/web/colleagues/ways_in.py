"""How a colleague comes in, where an administrator undoes it."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.people import identities, second_step
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


@room.post(f"{ONE}/second-step", policy=administers)
def reset_code(user_id: int) -> ResponseReturnValue:
    """They lost the phone, and what they put away for that."""
    known(user_id)
    by, at = current.by(), current.moment()
    if unit_of_work(lambda: second_step.reset(db.session(), user_id, by, at)):
        flash(_("No code is asked for any more, and their sessions have ended. Tell them to set it up anew."))
    else:
        flash(_("No code was asked for any more."), "late")
    return redirect(url_for(".show", user_id=user_id))
