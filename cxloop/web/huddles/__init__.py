"""Huddles: fifteen minutes on one screen, with an agenda the loop makes."""

from flask import Flask

import cxloop.web.huddles.views  # noqa: F401 - adds its routes to the room
from cxloop.web.huddles.room import room


def register(app: Flask) -> None:
    app.register_blueprint(room)
