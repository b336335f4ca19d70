"""This browser's session, once somebody has shown who they are."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask import redirect, request, session, url_for
from werkzeug.wrappers import Response

from cxloop.config import Settings
from cxloop.database import db, unit_of_work
from cxloop.people import browsers, second_step, sign_ins
from cxloop.people.models import User
from cxloop.secrets import CannotUnseal, seal, unseal
from cxloop.web import current
from cxloop.web.addresses import local
from cxloop.web.language import CHOSEN

PENDING, PURPOSE = "second_step", "a second step"
TAKES_AT_MOST = timedelta(minutes=10)


@dataclass(frozen=True)
class Waiting:
    """Somebody whose password was right, and who has to show a code yet; `following` is the page they wanted."""

    user: User
    following: str | None


def enter(token: str) -> None:
    """Give this browser the session; the language that was chosen before stays."""
    chosen = session.get(CHOSEN)
    session.clear()
    session.permanent = True
    session[current.TOKEN] = token
    if chosen:
        session[CHOSEN] = chosen


def let_in(who: Callable[[], User], following: str | None, *, by_password: bool = False) -> Response:
    """A new session for whom `who` says, in one unit of work with it; the one this browser had ends.

    Where a password alone is not enough, none begins: a code is asked for. The browser is known once it was let in:
    tries of strangers do not use up its own.
    """
    before, at, settings = session.get(current.TOKEN), current.moment(), current.settings()

    def work() -> tuple[User, str | None]:
        user = who()
        if by_password and second_step.is_asked(db.session(), user):
            return user, None
        if before:
            sign_ins.end(db.session(), before, at)
        return user, sign_ins.start(db.session(), user, at, browser_said())

    user, token = unit_of_work(work)
    if token is None:
        return _asked_for_code(user, following)
    enter(token)
    answer = redirect(local(following) or url_for("people.first_page"))
    known = browsers.remembered(settings.secret_key, request.cookies.get(_cookie(settings)), user.email)
    answer.set_cookie(
        _cookie(settings), known, max_age=timedelta(days=browsers.KEPT_FOR_DAYS), secure=settings.secure, httponly=True,
        samesite="Lax",
    )  # fmt: skip
    return answer


def _asked_for_code(user: User, following: str | None) -> Response:
    told = {
        "user": user.id, "mark": _mark(user), "at": current.moment().timestamp(), "following": local(following),
    }  # fmt: skip
    session[PENDING] = seal(current.settings().secret_key, PURPOSE, json.dumps(told))
    return redirect(url_for("people.show_code"))


def waiting() -> Waiting | None:
    """Who has to show a code in this browser, while the password they showed is theirs and they may come in."""
    try:
        told = json.loads(unseal(current.settings().secret_key, PURPOSE, session.get(PENDING, "")))
    except CannotUnseal:
        return None
    user, age = db.session.get(User, told["user"]), current.moment().timestamp() - told["at"]
    is_fresh = 0 <= age <= TAKES_AT_MOST.total_seconds()
    if user is None or not user.is_active or told["mark"] != _mark(user) or not is_fresh:
        return None
    return Waiting(user, told["following"])


def _mark(user: User) -> str:
    """Of the password they showed: another one since ends what was begun with it."""
    return hashlib.sha256((user.password_hash or "").encode()).hexdigest()


def known_browser(email: str) -> str | None:
    """The name of this browser, where somebody signed in to this account with it before."""
    settings = current.settings()
    return browsers.known_as(settings.secret_key, request.cookies.get(_cookie(settings)), email)


def _cookie(settings: Settings) -> str:
    """Where the browser keeps that it signed in before; it outlives the session, and opens nothing."""
    return "__Host-cxloop-known" if settings.secure else "cxloop-known"


BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def browser_said() -> str | None:
    """What this browser calls itself, as far as somebody knows it again: "Firefox, Windows"."""
    agent = request.user_agent.string
    found = [
        next((name for mark, name in known.items() if re.search(rf"\b{mark}", agent)), None)
        for known in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(name for name in found if name) or None
