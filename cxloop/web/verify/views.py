from flask import abort, current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.entrances import OPEN, Entrance
from cxloop.loop import verify
from cxloop.people.guesses import Guesses, network_of
from cxloop.tickets import links, questions
from cxloop.tickets.models import Ticket, Verification
from cxloop.web import current
from cxloop.web.survey.room import count_wrong_link, is_ours, page
from cxloop.web.verify.asking import shown
from cxloop.web.verify.forms import VerificationForm

room = Entrance("verify", __name__)
POSTS = "cxloop-customers-words"
OF_ONE_LINK, OF_ONE_NETWORK = 30, 120
"""Words a minute."""


@room.get("/v/<token>", policy=OPEN)
def question(token: str) -> ResponseReturnValue:
    """Shows the question and changes nothing: mail scanners open links."""
    verification, ticket = _asked(token)
    return _page(verification, ticket, VerificationForm(formdata=None))


@room.post("/v/<token>", policy=OPEN)
def answer(token: str) -> ResponseReturnValue:
    verification, ticket = _asked(token)
    _count(verification)
    form = VerificationForm()
    if not form.validate():
        return _page(verification, ticket, form), 422
    word, comment, at = form.answer.data or None, form.comment.data or "", current.moment()
    try:
        unit_of_work(
            lambda: verify.hear_word(db.session(), verification.id, word=word, comment=comment, at=at)
        )
    except verify.NothingSaid:
        form.answer.errors = [_("Choose one answer, or write something.")]
        return _page(verification, ticket, form), 422
    except verify.EnoughSaid:
        return _page(verification, ticket, form, is_full=True), 409
    return redirect(url_for("verify.question", token=token))


def _asked(token: str) -> tuple[Verification, Ticket]:
    """The question behind a link; every wrong link looks the same."""
    number = links.numbered(token)
    verification = db.session.get(Verification, number) if number is not None else None
    if verification is None or not is_ours(links.PURPOSE, token, verification.id, verification.nonce):
        count_wrong_link()
        abort(404)
    ticket = db.session.get_one(Ticket, verification.ticket_id)
    newest = questions.newest(db.session(), ticket.id)
    if newest is not None and verify.is_open(newest, ticket, current.moment()):
        return newest, ticket  # an old letter leads to the question that waits now
    return verification, ticket


def _count(verification: Verification) -> None:
    """Whoever presses without end is told when to come back."""
    posts: Guesses = current_app.extensions[POSTS]
    limits = {
        f"question {verification.id}": OF_ONE_LINK,
        f"network {network_of(request.remote_addr)}": OF_ONE_NETWORK,
    }
    if seconds := posts.wrong(current.moment(), limits):
        wait = page("verify/wait.html", seconds=seconds)
        abort(make_response(wait, 429, {"Retry-After": str(seconds)}))


def _page(
    verification: Verification, ticket: Ticket, form: VerificationForm, *, is_full: bool = False
) -> str:
    language = (
        (ticket.contact.language if ticket.contact else None)
        or ticket.response.language
        or ticket.survey.language
    )
    asked = shown(db.session(), verification, ticket, current.moment(), is_full=is_full)
    if not form.is_submitted():
        form.answer.data = asked.answer
    return page("verify/question.html", language, form=form, asked=asked)
