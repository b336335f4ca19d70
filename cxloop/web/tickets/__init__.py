"""My loop, the list of tickets, and the ticket page with its steps."""

from importlib import import_module

from flask import Flask

from cxloop.web.tickets.room import room


def register(app: Flask) -> None:
    """The room with the routes of each of its files."""
    parts = (
        "lists",
        "views",
        "steps",
        "again",
        "waiting",
        "promising",
        "asking",
        "taking_back",
        "bulk",
        "write",
        "likely",
    )
    for part in parts:
        import_module(f"cxloop.web.tickets.{part}")
    app.register_blueprint(room)
