"""Which language and zone a page speaks: the user's, else the browser's wish, else the company's."""

from zoneinfo import ZoneInfo

from flask import Flask, request, session
from flask_babel import Babel, get_locale
from flask_login import current_user

from cxloop.language import LANGUAGES
from cxloop.web import current

CHOSEN = "language"


def register(app: Flask) -> None:
    Babel(app, locale_selector=_language, timezone_selector=_zone)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.context_processor(lambda: {"locale": language()})


def language() -> str:
    """The language of the page being made: "en" or "it"."""
    locale = get_locale()
    return locale.language if locale else "en"


def _language() -> str:
    if session.get(CHOSEN) in LANGUAGES:
        return str(session[CHOSEN])
    if current_user and current_user.is_authenticated:
        return str(current_user.language)
    return request.accept_languages.best_match(LANGUAGES) or current.company_language()


def _zone() -> ZoneInfo:
    """Not its name: of a name Babel makes a zone that is ten minutes off where a moment is built with it."""
    if current_user and current_user.is_authenticated and current_user.time_zone:
        return ZoneInfo(current_user.time_zone)
    return current.company_zone()
