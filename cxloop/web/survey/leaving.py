"""The way out: a page to confirm for people, one click for mail programs (RFC 8058)."""

from flask.typing import ResponseReturnValue

from cxloop.database import db, unit_of_work
from cxloop.entrances import OPEN, SIGNED, Entrance
from cxloop.loop.listen import unsubscribe
from cxloop.responses.invitations import links
from cxloop.web import current
from cxloop.web.survey.room import closed, invited, page


class Leaving(Entrance):
    """A mail program has no form token; the link's signature proves whose wish it is."""

    csrf_exempt = True


room = Leaving("leaving", __name__)


@room.get("/u/<mark>", policy=OPEN)
def ask(mark: str) -> ResponseReturnValue:
    """Changes nothing: mail scanners open links."""
    invitation = invited(mark, links.LEAVE)
    if invitation is None:
        return closed()
    return page("survey/leaving.html", invitation.language, mark=mark, done=False)


@room.post("/u/<mark>", policy=SIGNED)
def leave(mark: str) -> ResponseReturnValue:
    invitation = invited(mark, links.LEAVE)
    if invitation is None:
        return closed()
    number, at = invitation.id, current.moment()
    unit_of_work(lambda: unsubscribe(db.session(), number, at=at))
    return page("survey/leaving.html", invitation.language, mark=mark, done=True)
