"""Please do not ask me again: ends the letters that ask, and what else the customer ticks, each purpose by itself."""

from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from cxloop.accounts.consent import PURPOSES, consents
from cxloop.database import db, unit_of_work
from cxloop.entrances import OPEN
from cxloop.loop import verify
from cxloop.tickets.models import Ticket
from cxloop.web import current
from cxloop.web.verify.room import asked, count, room

ASKING = "verification"
OTHERS = tuple(purpose for purpose in PURPOSES if purpose != ASKING)


@dataclass(frozen=True)
class NoMore:
    """Whether the page offers the end or tells of it; `left` are the other purposes that still hold."""

    is_offered: bool
    is_ended: bool
    left: tuple[str, ...]
    href: str


@room.post("/v/<token>/no-more", policy=OPEN)
def ask_no_more(token: str) -> ResponseReturnValue:
    verification, ticket = asked(token)
    count(verification)
    ticket_id, at = ticket.id, current.moment()
    also = [purpose for purpose in OTHERS if purpose in request.form.getlist("also")]
    unit_of_work(lambda: verify.ask_no_more(db.session(), ticket_id, [ASKING, *also], at=at))
    return redirect(url_for("verify.question", token=token))


def no_more(ticket: Ticket, token: str) -> NoMore:
    """Of nobody we know there is nobody to be left in peace."""
    href = url_for("verify.ask_no_more", token=token)
    if ticket.contact_id is None:
        return NoMore(False, False, (), href)
    said = consents(db.session(), [ticket.contact_id], current.moment())[ticket.contact_id]
    left = tuple(purpose for purpose in OTHERS if said[purpose])
    return NoMore(said[ASKING], not said[ASKING], left, href)
