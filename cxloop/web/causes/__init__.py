"""The root causes: a starting set, one more, and which are in use."""

from flask import Flask

from cxloop.web.causes.views import room


def register(app: Flask) -> None:
    app.register_blueprint(room)
