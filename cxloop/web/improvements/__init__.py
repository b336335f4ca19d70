"""The register of improvements: what we change for everybody, why, and whether it worked."""

from flask import Flask

import cxloop.web.improvements.steps
import cxloop.web.improvements.telling
import cxloop.web.improvements.views  # noqa: F401 - each adds its routes to the room
from cxloop.web.improvements.room import room


def register(app: Flask) -> None:
    app.register_blueprint(room)
