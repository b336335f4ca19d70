"""What customers see of our own survey: the question, the thanks, and the way out of all letters."""

from flask import Flask

from cxloop.web.survey import answering, brand, leaving
from cxloop.web.survey.room import room

ROUTES = (answering, brand)


def register(app: Flask) -> None:
    app.register_blueprint(room)
    app.register_blueprint(leaving.room)
