"""Survey platforms: connecting them, what arrives, what each call became, and what could not be read."""

from flask import Flask

from cxloop.web.sources import connecting, pulling, quarantine, showing, steering
from cxloop.web.sources.room import room

ROUTES = (connecting, showing, steering, pulling, quarantine)


def register(app: Flask) -> None:
    app.register_blueprint(room)
