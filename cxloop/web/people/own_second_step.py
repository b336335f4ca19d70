"""One's own second step: switched on with a phone, its recovery codes, and switched off again."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.people import second_step, sign_ins
from cxloop.people.policies import anyone_signed_in
from cxloop.people.second_step import WrongCode
from cxloop.web import current
from cxloop.web.addresses import local
from cxloop.web.people.room import room
from cxloop.web.people.second_step import CodeForm, NotTaken, confirm, offered, show_codes, taking, wrong_code
from cxloop.web.sources import once


@room.get("/me/second-step", policy=anyone_signed_in)
def own_second_step() -> ResponseReturnValue:
    return _page(CodeForm(formdata=None), 200)


@room.post("/me/second-step", policy=anyone_signed_in)
def switch_on() -> ResponseReturnValue:
    """Elsewhere they are signed out: there, no code was asked for."""
    form, user_id, at, by = CodeForm(), current.user().id, current.moment(), current.by()
    if not form.validate():
        return _page(form, 422)
    token = session.get(current.TOKEN)
    if second_step.of(db.session(), user_id) is not None:
        flash(_("It was switched on already. Nothing was changed."), "late")
        return redirect(url_for(".own_second_step"))

    def work() -> list[str]:
        codes = confirm(user_id, str(form.code.data))
        running = sign_ins.running(db.session(), user_id, at)
        elsewhere = [one.id for one in running if not sign_ins.is_of(one, token)]
        sign_ins.end_some(db.session(), user_id, elsewhere, at, by)
        return codes

    try:
        codes = unit_of_work(work)
    except WrongCode:
        form.code.errors = [wrong_code()]
        return _page(form, 422)
    show_codes(user_id, codes)
    flash(_("Switched on. From now on a code is asked for after your password."))
    return redirect(url_for(".own_second_step"))


@room.post("/me/second-step/codes", policy=anyone_signed_in)
def make_recovery_codes() -> ResponseReturnValue:
    user_id, by, at = current.user().id, current.by(), current.moment()

    def work() -> None:
        show_codes(user_id, second_step.make_codes(db.session(), user_id, by, at))

    return _with_a_code(work, _("These are new ones; those before work no more."))


@room.post("/me/second-step/off", policy=anyone_signed_in)
def switch_off() -> ResponseReturnValue:
    user_id, by, at = current.user().id, current.by(), current.moment()
    return _with_a_code(
        lambda: second_step.switch_off(db.session(), user_id, by, at),
        _("Switched off: your password is enough."),
    )


def _with_a_code(work: Callable[[], object], said: str) -> ResponseReturnValue:
    """A browser that was left open is not enough."""
    form, user = CodeForm(), current.user()
    if not form.validate():
        return _page(form, 422)

    def run(take: Callable[[], None]) -> None:
        def both() -> None:
            take()
            work()

        unit_of_work(both)

    try:
        taking(user, str(form.code.data), run)
    except NotTaken as refused:
        form.code.errors = [str(refused)]
        return _page(form, refused.status)
    flash(said)
    return redirect(url_for(".own_second_step"))


def _page(form: CodeForm, status: int) -> ResponseReturnValue:
    user, shown = current.user(), once.take(f"codes of {current.user().id}")
    kept = second_step.of(db.session(), user.id)
    page = render_template(
        "people/second_step.html", form=form, kept=kept, left=second_step.left(db.session(), user.id),
        codes=shown.get("codes", "").split(), following=local(request.args.get("next")),
        is_required=second_step.is_required(db.session(), user.role), **({} if kept else offered(user)),
    )  # fmt: skip
    return (page, status, {"Retry-After": "60"}) if status == 429 else (page, status)
