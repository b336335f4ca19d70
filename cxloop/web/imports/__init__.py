"""Uploading exports: what the columns mean, what the import would do, and every row accounted for."""

from flask import Flask

from cxloop.web.imports import reading, running, uploading
from cxloop.web.imports.room import room

ROUTES = (uploading, reading, running)


def register(app: Flask) -> None:
    app.register_blueprint(room)
