"""Pressing twice does it once: every form carries a key, which is spent in the transaction of its effect.

Whoever comes second with the same key, from a double tap, a reload or the page before, gets the answer of the first.
A form that was refused has spent nothing.
"""

import json
import secrets
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from flask import Flask, Response, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from cxloop.database import db, unit_of_work, with_first_unit
from cxloop.people import presses
from cxloop.secrets import sealing
from cxloop.web import current
from cxloop.web.addresses import local
from cxloop.web.sources.once import COOKIE as SHOWN_ONCE

FIELD, PURPOSE, LONGEST_KEY = "once", "pressed", 64
NOT_CONTENT = {FIELD, "csrf_token"}
SETS_THE_COOKIE = {
    "people.sign_in", "people.sign_in_by_code", "people.sign_out", "people.speak", "people.join", "people.reset",
    "people.change_own_password",
}  # fmt: skip
"""Their effect is the visitor's cookie, which a second answer could not give; done twice they do no harm."""
TO_SHOW = ("_flashes", SHOWN_ONCE)
WAITS_SECONDS, LOOKS_EVERY_SECONDS = 3.0, 0.05
LARGEST_PAGE = 500_000


@dataclass(frozen=True)
class Answer:
    """An answer as it is kept: the page or where it leads, and what the next page shows."""

    status: int
    location: str | None
    page: str
    mimetype: str
    shown: dict[str, Any]


def register(app: Flask) -> None:
    """Give templates `once()`; watch every form that is sent."""
    app.jinja_env.globals["once"] = lambda: secrets.token_urlsafe(12)
    app.before_request(_before)
    app.after_request(_after)
    app.teardown_request(_forget)
    app.register_error_handler(presses.PressedBefore, lambda _error: _again(g.press))


def _before() -> ResponseReturnValue | None:
    """Answer what was sent before; else have the key spent with the first thing that is written."""
    sent = _sent()
    if sent is None:
        return None
    if presses.spent(db.session(), sent) is not None:
        return _again(sent)
    g.press = sent
    with_first_unit(lambda: presses.spend(db.session(), sent, current.moment()))
    return None


def _forget(_error: BaseException | None) -> None:
    with_first_unit(None)


def _sent() -> presses.Press | None:
    """The form of this request, if it carries a key. Programs send none, and their bodies are not read here."""
    if request.method != "POST" or not g.get("csrf_valid") or request.endpoint in SETS_THE_COOKIE:
        return None
    once = request.form.get(FIELD, "")
    if not 0 < len(once) <= LONGEST_KEY:
        return None
    fields = sorted(
        (name, value) for name, value in request.form.items(multi=True) if name not in NOT_CONTENT
    )
    files = sorted(file.filename or "" for file in request.files.values())
    user_id = int(current_user.get_id()) if current_user.is_authenticated else None
    content = json.dumps([fields, files]).encode()
    return presses.press(once, sent_to=request.path, user_id=user_id, content=content)


def _again(sent: presses.Press) -> ResponseReturnValue:
    """The answer of the first sending; what was typed differently since is not taken for sent."""
    g.pop("press", None)
    first = _answered(sent)
    kept = _opened(first.answer) if first else None
    where = (kept and kept.location) or _page_before()
    if first is not None and first.content != sent.content:
        flash(
            _(
                "This form was sent before, with other words. Nothing was changed; open it again to send these."
            ),
            "late",
        )
        return redirect(where)
    if kept is None:
        flash(_("It was saved the first time."))
        return redirect(where)
    session.update(kept.shown)
    if kept.location:
        return redirect(kept.location, kept.status)
    return Response(kept.page, kept.status, mimetype=kept.mimetype)


def _answered(sent: presses.Press) -> presses.FormPress | None:
    """The first sending; when both came at once, its answer may take a moment."""
    ends = time.monotonic() + WAITS_SECONDS
    while True:
        db.session.rollback()
        first = presses.spent(db.session(), sent)
        if first is None or first.answer is not None or time.monotonic() > ends:
            return first
        if (current.moment() - first.at).total_seconds() > WAITS_SECONDS:
            return first
        time.sleep(LOOKS_EVERY_SECONDS)


def _after(response: Response) -> Response:
    """Keep the answer of a form that had its effect; give the key back when it was refused.

    After a fault of ours the key stays spent: something was written, and pressing again must not write it twice.
    """
    sent: presses.Press | None = g.pop("press", None)
    if sent is None or with_first_unit(None):
        return response
    if response.status_code >= 500:
        return response
    if response.status_code >= 400:
        unit_of_work(lambda: presses.give_back(db.session(), sent))
        return response
    shown = {name: session[name] for name in TO_SHOW if name in session}
    page = "" if response.is_streamed or response.location else response.get_data(as_text=True)
    kept = Answer(
        response.status_code, response.location, page[:LARGEST_PAGE], response.mimetype or "", shown
    )
    sealed = sealing.seal(current.settings().secret_key, PURPOSE, json.dumps(asdict(kept)))
    with suppress(
        SQLAlchemyError
    ):  # the effect is safe, and the key is spent: only the answer would be a shorter one
        unit_of_work(lambda: presses.answer(db.session(), sent, sealed, current.moment()))
    return response


def _opened(sealed: str | None) -> Answer | None:
    if sealed is None:
        return None
    try:
        return Answer(**json.loads(sealing.unseal(current.settings().secret_key, PURPOSE, sealed)))
    except sealing.CannotUnseal:
        return None


def _page_before() -> str:
    return local(request.form.get("next")) or url_for("people.first_page")
