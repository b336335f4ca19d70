"""A code after the password, of a phone or a recovery code; set up on the way in where it is required."""

from collections.abc import Callable
from typing import TypeVar

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from cxloop.audit_log import By
from cxloop.database import db, unit_of_work
from cxloop.entrances import OPEN
from cxloop.people import second_step, tries
from cxloop.people.company import company
from cxloop.people.models import User
from cxloop.people.second_step import WrongCode
from cxloop.secrets import CannotUnseal, seal, unseal
from cxloop.web import current
from cxloop.web.people.entering import Waiting, known_browser, let_in, waiting
from cxloop.web.people.room import room
from cxloop.web.pictures import for_a_phone
from cxloop.web.sources import once

PHONE, PURPOSE = "phone", "the secret of a phone"
Found = TypeVar("Found")


class CodeForm(FlaskForm):
    code = StringField(
        _l("Code"), [InputRequired(_l("Write the code.")), Length(max=40, message=_l("That is no code."))]
    )


class NotTaken(Exception):
    """The code was not taken; the text says why, `status` is the answer's."""

    def __init__(self, words: str, status: int = 422) -> None:
        super().__init__(words)
        self.status = status


@room.get("/sign-in/code", policy=OPEN)
def show_code() -> ResponseReturnValue:
    known = waiting()
    if known is None:
        return redirect(url_for("people.first_page" if current_user.is_authenticated else "people.sign_in"))
    return _page(known, CodeForm(formdata=None), 200)


@room.post("/sign-in/code", policy=OPEN)
def sign_in_by_code() -> ResponseReturnValue:
    known, form = waiting(), CodeForm()
    if known is None:
        return redirect(url_for("people.sign_in"))
    if not form.validate():
        return _page(known, form, 422)
    user, typed = known.user, str(form.code.data)
    try:
        if second_step.of(db.session(), user.id) is None:
            return _set_up(known, typed)
        return taking(user, typed, lambda take: let_in(lambda: _after(take, user), known.following))
    except NotTaken as refused:
        form.code.errors = [str(refused)]
        return _page(known, form, refused.status)


def _after(take: Callable[[], None], user: User) -> User:
    take()
    return user


def taking(user: User, typed: str, run: Callable[[Callable[[], None]], Found]) -> Found:
    """Let `run` take the code in its unit of work; each try is counted before it is looked at.

    Raises:
        NotTaken
    """
    session_, at, key = db.session(), current.moment(), current.settings().secret_key
    browser, user_id = known_browser(user.email), user.id
    is_stranger = browser is None and not current_user.is_authenticated
    tried = tries.Tried(f"code {user_id}", request.remote_addr, at, browser)

    def take() -> None:
        second_step.take(session_, key, user_id, typed, at, is_stranger=is_stranger)
        tries.uncount_try(session_, tried)

    try:
        unit_of_work(lambda: tries.count_try(session_, tried))
    except tries.TooManyTries:
        raise NotTaken(_("Too many tries. Wait a minute, then try again."), 429) from None
    try:
        return run(take)
    except WrongCode:
        unit_of_work(lambda: second_step.count_wrong(session_, user_id, at, is_stranger=is_stranger))
        raise NotTaken(wrong_code()) from None
    except tries.TooManyTries:
        said = _(
            "Too many wrong codes were tried today. Use a browser you signed in with before, or a recovery code."
        )
        raise NotTaken(said, 429) from None
    except CannotUnseal:
        said = _("It was set up under another key of the installation: an administrator has to reset it.")
        raise NotTaken(said) from None


def wrong_code() -> str:
    return str(_("That is not the code of this moment, or it was used already. Wait for the next one."))


def phone_secret() -> str:
    """What this browser's page offers a phone; the same until it is confirmed."""
    key = current.settings().secret_key
    try:
        return unseal(key, PURPOSE, session.get(PHONE, ""))
    except CannotUnseal:
        made = second_step.new_secret()
        session[PHONE] = seal(key, PURPOSE, made)
        return made


def confirm(user_id: int, typed: str) -> list[str]:
    """Switch it on, inside a unit of work; returns the recovery codes. Raises WrongCode."""
    at, key = current.moment(), current.settings().secret_key
    return second_step.switch_on(db.session(), key, user_id, phone_secret(), typed, By(user_id, "web"), at)


def show_codes(user_id: int, codes: list[str]) -> None:
    """On the next page, and never again."""
    session.pop(PHONE, None)
    once.keep(f"codes of {user_id}", codes=" ".join(codes))


def offered(user: User) -> dict[str, object]:
    """What a page shows for a phone: the picture, and the same to type or to press."""
    secret = phone_secret()
    address = second_step.address_of(secret, user.email, company(db.session(), current.moment()).name)
    spelt = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"picture": for_a_phone(address), "secret": spelt, "address": address}


def _set_up(known: Waiting, typed: str) -> ResponseReturnValue:
    codes, user = list[str](), known.user

    def who() -> User:
        codes[:] = confirm(user.id, typed)
        return user

    try:
        answer = let_in(who, url_for("people.own_second_step", next=known.following))
    except WrongCode:
        raise NotTaken(wrong_code()) from None
    show_codes(user.id, codes)
    return answer


def _page(known: Waiting, form: CodeForm, status: int) -> ResponseReturnValue:
    is_new = second_step.of(db.session(), known.user.id) is None
    page = render_template(
        "people/code.html", form=form, is_new=is_new, by_recovery="recovery" in request.args,
        **(offered(known.user) if is_new else {}),
    )  # fmt: skip
    return (page, status, {"Retry-After": "60"}) if status == 429 else (page, status)
