"""Possible duplicates: looked at side by side, merged or told apart by a person."""

from flask import Flask

from cxloop.web.duplicates import views
from cxloop.web.duplicates.room import room

ROUTES = (views,)


def register(app: Flask) -> None:
    app.register_blueprint(room)
