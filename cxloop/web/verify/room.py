"""Who stands at the door of the customer's question: a link of ours, and not too many words a minute."""

from flask import abort, current_app, make_response, request

from cxloop.database import db
from cxloop.entrances import Entrance
from cxloop.loop import verify
from cxloop.people.guesses import Guesses, network_of
from cxloop.tickets import links, questions
from cxloop.tickets.models import Ticket, Verification
from cxloop.web import current
from cxloop.web.survey.room import linked, page

room = Entrance("verify", __name__)
POSTS = "cxloop-customers-words"
OF_ONE_LINK, OF_ONE_NETWORK = 30, 120
"""Words a minute."""


def asked(token: str) -> tuple[Verification, Ticket]:
    """The question behind a link; every wrong link looks the same."""
    verification = linked(Verification, token, links.PURPOSE)
    if verification is None:
        abort(404)
    ticket = db.session.get_one(Ticket, verification.ticket_id)
    newest = questions.newest(db.session(), ticket.id)
    if newest is not None and verify.is_open(newest, ticket, current.moment()):
        return newest, ticket  # an old letter leads to the question that waits now
    return verification, ticket


def count(verification: Verification) -> None:
    """Whoever presses without end is told when to come back."""
    posts: Guesses = current_app.extensions[POSTS]
    limits = {
        f"question {verification.id}": OF_ONE_LINK,
        f"network {network_of(request.remote_addr)}": OF_ONE_NETWORK,
    }
    if seconds := posts.wrong(current.moment(), limits):
        wait = page("verify/wait.html", seconds=seconds)
        abort(make_response(wait, 429, {"Retry-After": str(seconds)}))
