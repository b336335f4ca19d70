"""Settings: a page for each part, all by one mechanism: draft, consequence, switching on, history."""

from flask import Flask

from cxloop.web.settings import connections, moving, overview, promising, views  # noqa: F401 - their routes
from cxloop.web.settings.room import room


def register(app: Flask) -> None:
    app.register_blueprint(room)
