"""The page that shows every component in both themes, for administrators."""

from flask import Flask

from cxloop.web.design.views import room


def register(app: Flask) -> None:
    app.register_blueprint(room)
