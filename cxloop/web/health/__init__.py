"""What machines ask: is the process alive, is everything ready, how much is waiting."""

from flask import Flask

from cxloop.web.health.views import room


def register(app: Flask) -> None:
    app.register_blueprint(room)
