"""Survey platforms call in here: believed by their signature, kept as they came, answered, and read later."""

from flask import Flask

from cxloop.hooks import doubt
from cxloop.hooks.views import room


def register(app: Flask) -> None:
    doubt.register(app)
    app.register_blueprint(room)
