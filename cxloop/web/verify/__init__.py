"""The customer's question: is it solved? A page for one person, reached by a signed link."""

from flask import Flask

from cxloop.people.guesses import Guesses
from cxloop.web.verify import no_more, views
from cxloop.web.verify.room import POSTS, room

ROUTES = (views, no_more)


def register(app: Flask) -> None:
    app.register_blueprint(room)
    app.extensions[POSTS] = Guesses()
