"""The outbox as people read it: what was told to whom, what waits, and what could not be told."""

from flask import Flask

from cxloop.web.messages import banner
from cxloop.web.messages.views import room


def register(app: Flask) -> None:
    app.register_blueprint(room)
    banner.register(app)
