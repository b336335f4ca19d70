"""Interviews and focus groups: who was there, what they agreed to, what they said, and what follows from it."""

from flask import Flask

from cxloop.web.interviews import findings, following, listing, participants, reading, transcript
from cxloop.web.interviews.room import room

ROUTES = (listing, reading, participants, transcript, findings, following)


def register(app: Flask) -> None:
    app.register_blueprint(room)
