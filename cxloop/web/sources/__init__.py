"""Survey platforms: connecting them, what arrives, what each call became, and what could not be read."""

from flask import Flask

from cxloop.web.sources import connecting, quarantine, showing, steering
from cxloop.web.sources.room import room

ROUTES = (connecting, showing, steering, quarantine)


def register(app: Flask) -> None:
    app.register_blueprint(room)
