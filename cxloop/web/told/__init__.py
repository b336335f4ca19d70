"""A customer just told me: who, and what they said, in one page that a thumb can fill in."""

from flask import Flask

from cxloop.web.told import views
from cxloop.web.told.room import room

ROUTES = (views,)


def register(app: Flask) -> None:
    app.register_blueprint(room)
