"""Uploading exports: what the columns mean, what the import would do, and every row accounted for."""

from flask import Flask

from cxloop.web.imports import looking, reading, running, uploading
from cxloop.web.imports.room import room

ROUTES = (uploading, reading, running, looking)


def register(app: Flask) -> None:
    app.register_blueprint(room)
