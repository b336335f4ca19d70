"""Programs that call the API: their tokens."""

from flask import Flask

from cxloop.web.tokens.views import room


def register(app: Flask) -> None:
    app.register_blueprint(room)
