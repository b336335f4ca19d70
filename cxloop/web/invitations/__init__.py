"""Our own survey, for staff: what it says, whom to ask, how it looks, and answers a machine may have given."""

from flask import Flask

from cxloop.web.invitations import lists, overview, previews, review, surveys
from cxloop.web.invitations.room import room

ROUTES = (overview, surveys, lists, previews, review)


def register(app: Flask) -> None:
    app.register_blueprint(room)
