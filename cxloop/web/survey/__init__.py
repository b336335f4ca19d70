"""What customers see of our own survey: the question, the thanks, and the way out of all letters."""

from flask import Flask

from cxloop.web.survey import answering, brand, leaving, no_news, no_report, thanking
from cxloop.web.survey.room import register as register_room
from cxloop.web.survey.room import room

ROUTES = (answering, brand, thanking, no_news, no_report)


def register(app: Flask) -> None:
    register_room(app)
    app.register_blueprint(room)
    app.register_blueprint(leaving.room)
