"""Coming in by a link, of an invitation or after a password was forgotten: opened by GET, spent by POST."""

from flask import abort, flash, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from cxloop.database import db
from cxloop.entrances import OPEN
from cxloop.people import access_links, letting_in
from cxloop.people.access_links import INVITATION, RESET, AccessLink
from cxloop.people.company import company
from cxloop.people.identities import may_use_a_password, signing_in
from cxloop.people.passwords import weakness
from cxloop.web import current
from cxloop.web.language import CHOSEN
from cxloop.web.people.entering import let_in, waiting
from cxloop.web.people.forms import ChooseForm, weak_words
from cxloop.web.people.room import count_wrong_link, room


@room.route("/join/<invitation>", methods=["GET", "POST"], policy=OPEN)
def join(invitation: str) -> ResponseReturnValue:
    return _opened(INVITATION, invitation)


@room.route("/reset/<another>", methods=["GET", "POST"], policy=OPEN)
def reset(another: str) -> ResponseReturnValue:
    return _opened(RESET, another)


def _opened(purpose: str, token: str) -> ResponseReturnValue:
    one = access_links.of_token(db.session(), current.settings().secret_key, purpose, token)
    if one is None:
        count_wrong_link()
        abort(404)
    with force_locale(session.get(CHOSEN) or one.user.language):
        return _spend(one) if request.method == "POST" else _page(one, ChooseForm(formdata=None), 200)


def _spend(one: AccessLink) -> ResponseReturnValue:
    form, at = ChooseForm(), current.moment()
    if access_links.why_closed(one, at):
        return _page(one, form, 410)
    if not may_use_a_password(signing_in(db.session()), one.user.role):
        return _page(one, form, 422)
    us = company(db.session(), at)
    password = form.password.data or ""
    if form.validate() and (why := weakness(password, (one.user.name, one.user.email, us.name))):
        form.password.errors = [weak_words()[why]]
    if form.errors:
        return _page(one, form, 422)
    link_id, is_new = one.id, one.user.invited_at is not None
    try:
        answer = let_in(
            lambda: letting_in.choose_password(db.session(), link_id, password, at), None, by_password=True
        )
    except letting_in.LinkClosed:
        return _page(db.session.get_one(AccessLink, link_id, populate_existing=True), form, 410)
    if waiting() is not None:
        flash(_("Your password is kept. Now the code."))
    elif is_new:
        flash(_("You are in. Your profile, with language and time zone, is behind your initials."))
    else:
        flash(_("Your password is a new one. Everywhere else you are signed out."))
    return answer


def _page(one: AccessLink, form: ChooseForm, status: int) -> ResponseReturnValue:
    why = access_links.why_closed(one, current.moment())
    if why:
        page = render_template("people/link_closed.html", why=why, purpose=one.purpose, seconds=0)
        return page, 410
    us, rules = company(db.session(), current.moment()), signing_in(db.session())
    return render_template(
        "people/choose.html", form=form, person=one.user, company=us.name, purpose=one.purpose, rules=rules,
        may_use_a_password=may_use_a_password(rules, one.user.role),
    ), status  # fmt: skip
