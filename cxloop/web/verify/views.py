from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.entrances import OPEN
from cxloop.loop import verify
from cxloop.tickets.models import Ticket, Verification
from cxloop.web import current
from cxloop.web.survey.room import page
from cxloop.web.verify.asking import shown
from cxloop.web.verify.forms import VerificationForm
from cxloop.web.verify.no_more import no_more
from cxloop.web.verify.room import asked, count, room


@room.get("/v/<token>", policy=OPEN)
def question(token: str) -> ResponseReturnValue:
    """Shows the question and changes nothing: mail scanners open links."""
    verification, ticket = asked(token)
    return _page(verification, ticket, VerificationForm(formdata=None), token)


@room.post("/v/<token>", policy=OPEN)
def answer(token: str) -> ResponseReturnValue:
    verification, ticket = asked(token)
    count(verification)
    form = VerificationForm()
    if not form.validate():
        return _page(verification, ticket, form, token), 422
    word, comment, at = form.answer.data or None, form.comment.data or "", current.moment()
    try:
        unit_of_work(
            lambda: verify.hear_word(db.session(), verification.id, word=word, comment=comment, at=at)
        )
    except verify.NothingSaid:
        form.answer.errors = [_("Choose one answer, or write something.")]
        return _page(verification, ticket, form, token), 422
    except verify.EnoughSaid:
        return _page(verification, ticket, form, token, is_full=True), 409
    return redirect(url_for("verify.question", token=token))


def _page(
    verification: Verification, ticket: Ticket, form: VerificationForm, token: str, *, is_full: bool = False
) -> str:
    language = (
        (ticket.contact.language if ticket.contact else None)
        or ticket.response.language
        or ticket.survey.language
    )
    told = shown(db.session(), verification, ticket, current.moment(), is_full=is_full)
    if not form.is_submitted():
        form.answer.data = told.answer
    return page("verify/question.html", language, form=form, asked=told, no_more=no_more(ticket, token))
