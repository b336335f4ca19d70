from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from cxloop.database import db, unit_of_work
from cxloop.entrances import OPEN, REGISTRY
from cxloop.language import LANGUAGES
from cxloop.people import first, sign_ins, tries
from cxloop.people.identities import may_use_a_password, signing_in
from cxloop.people.models import User
from cxloop.people.policies import anyone_signed_in
from cxloop.web import current
from cxloop.web.addresses import local
from cxloop.web.language import CHOSEN
from cxloop.web.people.entering import known_browser, let_in
from cxloop.web.people.forms import SignInForm
from cxloop.web.people.room import room


@room.get("/", policy=anyone_signed_in)
def first_page() -> ResponseReturnValue:
    """The first page this role works on."""
    policies = current_app.extensions[REGISTRY]
    for endpoint in ("tickets.my_loop", "reports.executive", "improvements.index"):
        if endpoint in policies and policies[endpoint](current_user):
            return redirect(url_for(endpoint))
    return redirect(url_for("improvements.index"))


@room.route("/sign-in", methods=["GET", "POST"], policy=OPEN)
def sign_in() -> ResponseReturnValue:
    if request.method == "GET" and first.is_needed(db.session()):
        return redirect(url_for("people.begin"))
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form, 422 if form.is_submitted() else 200)
    email = str(form.email.data)
    tried = tries.Tried(email, request.remote_addr, current.moment(), known_browser(email))
    try:
        unit_of_work(lambda: tries.count_try(db.session(), tried))
    except tries.TooManyTries:
        unit_of_work(lambda: sign_ins.throttled(db.session(), email, tried.at))
        form.password.errors = [_("Too many tries. Wait a minute, then try again.")]
        return _sign_in_page(form, 429)
    rules = signing_in(db.session())
    user = sign_ins.identify(db.session(), email, form.password.data)
    if user is None or not may_use_a_password(rules, user.role):
        unit_of_work(lambda: sign_ins.failed(db.session(), email, tried.at))
        form.password.errors = [
            _("E-mail and password do not match, or only the provider lets you in. Nothing was changed.")
            if rules.is_passwordless
            else _("E-mail and password do not match. Nothing was changed.")
        ]
        return _sign_in_page(form, 422)
    return let_in(lambda: _who_was_right(user, tried), request.args.get("next"), by_password=True)


def _who_was_right(user: User, tried: tries.Tried) -> User:
    """The try that was right is not counted."""
    tries.uncount_try(db.session(), tried)
    return user


def _sign_in_page(form: SignInForm, status: int) -> ResponseReturnValue:
    page = render_template("people/sign_in.html", form=form, rules=signing_in(db.session()))
    return (page, status, {"Retry-After": "60"}) if status == 429 else (page, status)


@room.post("/sign-out", policy=OPEN)
def sign_out() -> ResponseReturnValue:
    token = session.pop(current.TOKEN, None)
    if token:
        unit_of_work(lambda: sign_ins.end(db.session(), token, current.moment()))
    flash(_("You are signed out."))
    return redirect(url_for("people.sign_in"))


@room.post("/language", policy=OPEN)
def speak() -> ResponseReturnValue:
    wanted = request.form.get("language")
    if wanted in LANGUAGES:
        session[CHOSEN] = wanted
        if current_user.is_authenticated:
            unit_of_work(lambda: _remember(current_user.id, wanted))
    return redirect(local(request.form.get("next")) or url_for("people.first_page"))


def _remember(user_id: int, language: str) -> None:
    user = db.session.get(User, user_id)
    if user:
        user.language = language
