"""Customer companies: the list, one company's story, changing what we know, and lists that arrive as files."""

from flask import Flask

from cxloop.web.accounts import editing, listing, page, uploading
from cxloop.web.accounts.room import room

ROUTES = (listing, page, editing, uploading)


def register(app: Flask) -> None:
    app.register_blueprint(room)
