"""A forgotten password: a letter to whose it is, and never a word about who that is."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.entrances import OPEN
from cxloop.mail import access
from cxloop.people import letting_in, sign_ins, tries
from cxloop.web import current
from cxloop.web.people.forms import ForgottenForm
from cxloop.web.people.room import room


@room.get("/forgotten", policy=OPEN)
def forgotten() -> ResponseReturnValue:
    return _page(ForgottenForm(formdata=None), 200)


@room.post("/forgotten", policy=OPEN)
def ask_for_reset() -> ResponseReturnValue:
    """Answers alike whether somebody signs in with the address or not."""
    form, settings = ForgottenForm(), current.settings()
    if not settings.smtp_url or not form.validate():
        return _page(form, 422)
    email, at = str(form.email.data), current.moment()
    tried = tries.Tried(f"forgotten {email}", request.remote_addr, at)
    try:
        unit_of_work(lambda: tries.count_try(db.session(), tried))
    except tries.TooManyTries:
        unit_of_work(lambda: sign_ins.throttled(db.session(), email, at))
        form.email.errors = [_("Too many tries. Wait a minute, then try again.")]
        return _page(form, 429)

    def work() -> None:
        one = letting_in.ask_for_reset(db.session(), email, at)
        if one is not None:
            access.send(db.session(), settings, one, at)

    unit_of_work(work)
    return _page(form, 200, asked_for=email)


def _page(form: ForgottenForm, status: int, asked_for: str = "") -> ResponseReturnValue:
    page = render_template(
        "people/forgotten.html",
        form=form,
        asked_for=asked_for,
        writes_letters=bool(current.settings().smtp_url),
    )
    return (page, status, {"Retry-After": "60"}) if status == 429 else (page, status)
