"""People at the customers: the list, one person's story, and changing what we know of them."""

from flask import Flask

from cxloop.web.contacts import editing, listing, page
from cxloop.web.contacts.room import room

ROUTES = (listing, page, editing)


def register(app: Flask) -> None:
    app.register_blueprint(room)
