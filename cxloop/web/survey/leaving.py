"""The way out: a page to confirm for people, one click for mail programs (RFC 8058). It ends survey letters alone.

What else they want to hear no more of is theirs to choose on the same page.
"""

from flask import request
from flask.typing import ResponseReturnValue

from cxloop.accounts.consent import PURPOSES, consents
from cxloop.database import db, unit_of_work
from cxloop.entrances import OPEN, SIGNED, Entrance
from cxloop.loop.listen import unsubscribe
from cxloop.responses.invitations import links
from cxloop.responses.invitations.models import Invitation
from cxloop.web import current
from cxloop.web.survey.room import closed, invited, page

OTHERS = tuple(purpose for purpose in PURPOSES if purpose != "surveys")


class Leaving(Entrance):
    """A mail program has no form token; the link's signature proves whose wish it is."""

    csrf_exempt = True


room = Leaving("leaving", __name__)


@room.get("/u/<mark>", policy=OPEN)
def ask(mark: str) -> ResponseReturnValue:
    """Changes nothing: mail scanners open links."""
    invitation = invited(mark, links.LEAVE)
    return closed() if invitation is None else _page(invitation, mark)


@room.post("/u/<mark>", policy=SIGNED)
def leave(mark: str) -> ResponseReturnValue:
    invitation = invited(mark, links.LEAVE)
    if invitation is None:
        return closed()
    number, at = invitation.id, current.moment()
    also = [purpose for purpose in OTHERS if purpose in request.form.getlist("also")]
    unit_of_work(lambda: unsubscribe(db.session(), number, at=at, also=also))
    return _page(invitation, mark)


def _page(invitation: Invitation, mark: str) -> str:
    session = db.session()
    said = consents(session, [invitation.contact_id], current.moment())[invitation.contact_id]
    ended = [purpose for purpose in PURPOSES if not said[purpose]]
    left = [purpose for purpose in OTHERS if said[purpose]]
    return page("survey/leaving.html", invitation.language, mark=mark, ended=ended, left=left)
