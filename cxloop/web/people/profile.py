"""One's own profile: how one is called, reads and signs in, and where one is signed in now."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.people import absences, changes, identities, second_step, sign_ins, tries
from cxloop.people.company import company
from cxloop.people.identities import may_use_a_password, signing_in
from cxloop.people.models import User
from cxloop.people.passwords import matches, weakness
from cxloop.people.policies import anyone_signed_in, works_tickets
from cxloop.settings.own import OWN
from cxloop.web import current
from cxloop.web.language import CHOSEN
from cxloop.web.people.entering import browser_said, enter
from cxloop.web.people.forms import OwnPasswordForm, ProfileForm, weak_words
from cxloop.web.people.room import room


@room.get("/me", policy=anyone_signed_in)
def me() -> ResponseReturnValue:
    return _page()


@room.post("/me", policy=anyone_signed_in)
def change_me() -> ResponseReturnValue:
    form, at = ProfileForm(), current.moment()
    if not form.validate():
        return _page(form=form, status=422)
    wanted = {name: form[name].data or None for name in ("name", "language", "time_zone")}
    wanted |= {one.name: form[one.name].data for one in OWN} | {"single_keys": bool(form.single_keys.data)}
    user_id, by = current.user().id, current.by()
    unit_of_work(lambda: changes.describe(db.session(), db.session.get_one(User, user_id), wanted, by, at))
    session[CHOSEN] = form.language.data
    flash(_("Your profile is saved."))
    return redirect(url_for(".me"))


@room.post("/me/password", policy=anyone_signed_in)
def change_own_password() -> ResponseReturnValue:
    """The one they have is asked for: a browser that was left open is not enough."""
    form, at, user = OwnPasswordForm(), current.moment(), current.user()
    if not may_use_a_password(signing_in(db.session()), user.role):
        flash(_("You come in with the company’s own sign-in; a password is not needed."), "late")
        return redirect(url_for(".me"))
    if not form.validate():
        return _page(password=form, status=422)
    tried = tries.Tried(f"own password {user.id}", request.remote_addr, at)
    try:
        unit_of_work(lambda: tries.count_try(db.session(), tried))
    except tries.TooManyTries:
        form.old.errors = [_("Too many tries. Wait a minute, then try again.")]
        return _page(password=form, status=429)
    new, us = str(form.password.data), company(db.session(), at)
    if not matches(str(form.old.data), user.password_hash):
        form.old.errors = [_("That is not your password. Nothing was changed.")]
    elif why := weakness(new, (user.name, user.email, us.name)):
        form.password.errors = [weak_words()[why]]
    if form.errors:
        return _page(password=form, status=422)
    user_id = user.id

    def work() -> str:
        person = db.session.get_one(User, user_id)
        tries.uncount_try(db.session(), tried)
        changes.change_password(db.session(), person, new, at, by_id=user_id, via="web")
        return sign_ins.start(db.session(), person, at, browser_said())

    enter(unit_of_work(work))
    flash(
        _("Your password is a new one. Everywhere else you are signed out, and your programs' tokens ended.")
    )
    return redirect(url_for(".me"))


@room.post("/me/sessions", policy=anyone_signed_in)
def end_own_sessions() -> ResponseReturnValue:
    """One of them by its number, or with `others` all but this one."""
    user_id, at, token, by = current.user().id, current.moment(), session.get(current.TOKEN), current.by()
    only = request.form.get("session", type=int)

    def work() -> int:
        running = sign_ins.running(db.session(), user_id, at)
        ids = [one.id for one in running if not sign_ins.is_of(one, token) and only in (None, one.id)]
        return sign_ins.end_some(db.session(), user_id, ids, at, by)

    if unit_of_work(work):
        flash(_("Signed out there."))
    else:
        flash(_("Nobody was signed in there any more."), "late")
    return redirect(url_for(".me"))


def _page(
    form: ProfileForm | None = None, password: OwnPasswordForm | None = None, status: int = 200
) -> ResponseReturnValue:
    user, at, token = current.user(), current.moment(), session.get(current.TOKEN)
    shown = form or ProfileForm(
        formdata=None, name=user.name, language=user.language, time_zone=user.time_zone or "",
        single_keys=user.single_keys, **{one.name: getattr(user, one.name) for one in OWN},
    )  # fmt: skip
    running, rules = sign_ins.running(db.session(), user.id, at), signing_in(db.session())
    page = render_template(
        "people/me.html", form=shown, password=password or OwnPasswordForm(formdata=None), sessions=running,
        has_password=may_use_a_password(rules, user.role), rules=rules,
        identity=identities.of_user(db.session(), user.id), has_code=second_step.of(db.session(), user.id) is not None,
        works_tickets=works_tickets(user), away_until=absences.until(db.session(), user.id, at),
        here=next((one.id for one in running if sign_ins.is_of(one, token)), None),
    )  # fmt: skip
    return (page, status, {"Retry-After": "60"}) if status == 429 else (page, status)
