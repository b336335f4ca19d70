"""This browser's session, once somebody has shown who they are."""

import re

from flask import request, session

from cxloop.web import current
from cxloop.web.language import CHOSEN


def enter(token: str) -> None:
    """Give this browser the session; the language that was chosen before stays."""
    chosen = session.get(CHOSEN)
    session.clear()
    session.permanent = True
    session[current.TOKEN] = token
    if chosen:
        session[CHOSEN] = chosen


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
