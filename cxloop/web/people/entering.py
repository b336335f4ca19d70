"""This browser's session, once somebody has shown who they are."""

import re
from collections.abc import Callable
from datetime import timedelta

from flask import redirect, request, session, url_for
from werkzeug.wrappers import Response

from cxloop.config import Settings
from cxloop.database import db, unit_of_work
from cxloop.people import browsers, sign_ins
from cxloop.people.models import User
from cxloop.web import current
from cxloop.web.addresses import local
from cxloop.web.language import CHOSEN


def enter(token: str) -> None:
    """Give this browser the session; the language that was chosen before stays."""
    chosen = session.get(CHOSEN)
    session.clear()
    session.permanent = True
    session[current.TOKEN] = token
    if chosen:
        session[CHOSEN] = chosen


def let_in(who: Callable[[], User], following: str | None) -> Response:
    """A new session for whom `who` says, in one unit of work with it; the one this browser had ends.

    The browser is known from then on: tries of strangers do not use up its own.
    """
    before, at, settings = session.get(current.TOKEN), current.moment(), current.settings()

    def work() -> tuple[str, str]:
        user = who()
        if before:
            sign_ins.end(db.session(), before, at)
        return user.email, sign_ins.start(db.session(), user, at, browser_said())

    email, token = unit_of_work(work)
    enter(token)
    answer = redirect(local(following) or url_for("people.first_page"))
    known = browsers.remembered(settings.secret_key, request.cookies.get(_cookie(settings)), email)
    answer.set_cookie(
        _cookie(settings), known, max_age=timedelta(days=browsers.KEPT_FOR_DAYS), secure=settings.secure, httponly=True,
        samesite="Lax",
    )  # fmt: skip
    return answer


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
