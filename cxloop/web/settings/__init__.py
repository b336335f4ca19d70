"""Settings: a page for each part, all by one mechanism: draft, consequence, switching on, history."""

from flask import Flask

from cxloop.web.settings.views import room


def register(app: Flask) -> None:
    app.register_blueprint(room)
