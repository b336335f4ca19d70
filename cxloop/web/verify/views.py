from contextlib import suppress

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from cxloop.database import db, unit_of_work
from cxloop.entrances import OPEN, Entrance
from cxloop.loop import verify
from cxloop.tickets import links
from cxloop.tickets.models import Resolution, Ticket, Verification
from cxloop.web import current
from cxloop.web.survey.room import count_wrong_link
from cxloop.web.verify.forms import VerificationForm

room = Entrance("verify", __name__)


@room.get("/v/<token>", policy=OPEN)
def question(token: str) -> ResponseReturnValue:
    """Shows the question and changes nothing: mail scanners open links."""
    verification, ticket = _asked(token)
    return _page(verification, ticket, VerificationForm())


@room.post("/v/<token>", policy=OPEN)
def answer(token: str) -> ResponseReturnValue:
    verification, ticket = _asked(token)
    form = VerificationForm()
    if not form.validate():
        return _page(verification, ticket, form), 422
    word, comment, at = form.answer.data, form.comment.data or "", current.moment()
    with suppress(verify.NoLongerAsked):  # answered meanwhile: the page says what was answered
        unit_of_work(lambda: verify.answer(db.session(), verification.id, word=word, comment=comment, at=at))
    return redirect(url_for("verify.question", token=token))


def _asked(token: str) -> tuple[Verification, Ticket]:
    """The question behind a link; every wrong link looks the same."""
    number = links.numbered(token)
    verification = db.session.get(Verification, number) if number is not None else None
    if verification is None or not links.is_signed(
        current.settings().secret_key, token, verification.id, verification.nonce
    ):
        count_wrong_link()
        abort(404)
    return verification, db.session.get_one(Ticket, verification.ticket_id)


def _page(verification: Verification, ticket: Ticket, form: VerificationForm) -> str:
    language = (
        (ticket.contact.language if ticket.contact else None)
        or ticket.response.language
        or ticket.survey.language
    )
    with force_locale(language if language in ("it", "en") else current.settings().language):
        return render_template(
            "verify/question.html",
            locale=language if language in ("it", "en") else current.settings().language,
            form=form,
            verification=verification,
            response=ticket.response,
            resolution=db.session.get(Resolution, verification.resolution_id),
            is_open=verify.is_open(verification, ticket, current.moment()),
        )
