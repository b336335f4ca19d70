"""Signing in and out, and the language of the pages."""

from flask import Flask

from cxloop.web.people.views import room


def register(app: Flask) -> None:
    app.register_blueprint(room)
