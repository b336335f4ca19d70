"""The customer's question: is it solved? A page for one person, reached by a signed link."""

from flask import Flask

from cxloop.web.verify.views import room


def register(app: Flask) -> None:
    app.register_blueprint(room)
