"""Listen, the overview: is everything heard, what waits at which door, and what the auditor found."""

from flask import Flask

from cxloop.web.intake import banner
from cxloop.web.intake.views import room


def register(app: Flask) -> None:
    app.register_blueprint(room)
    banner.register(app)
