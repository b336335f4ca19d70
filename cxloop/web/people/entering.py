"""This browser's session, once somebody has shown who they are."""

from flask import session

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
