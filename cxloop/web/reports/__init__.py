"""The executive page, its definitions, and the rows behind its figures."""

from importlib import import_module

from flask import Flask

from cxloop.web.reports import looking
from cxloop.web.reports.room import room


def register(app: Flask) -> None:
    """The room with the routes of each of its files."""
    for part in ("views", "rows", "paper", "scheduled", "pages", "looking"):
        import_module(f"cxloop.web.reports.{part}")
    looking.register(app)
    app.register_blueprint(room)
