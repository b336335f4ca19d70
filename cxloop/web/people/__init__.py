"""Signing in and out, beginning, and the language of the pages."""

from flask import Flask

from cxloop.web.people import beginning, views  # noqa: F401 - their routes
from cxloop.web.people.room import room


def register(app: Flask) -> None:
    app.register_blueprint(room)
