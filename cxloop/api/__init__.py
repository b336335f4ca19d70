"""JSON for programs: /api/v1, guarded by tokens, described by OpenAPI 3.1."""

from importlib import import_module

from flask import Flask

from cxloop.api import guard, together
from cxloop.api.entrance import PREFIX, v1
from cxloop.api.problems import problem_page
from cxloop.entrances import TOLD_APART

ROUTES = (
    "responses",
    "customers",
    "tickets",
    "ticket_steps",
    "promises",
    "tasks",
    "waits",
    "invitations",
    "catalogues",
    "reading_room",
)


def register(app: Flask) -> None:
    for name in ROUTES:
        import_module(f"cxloop.api.{name}")
    guard.register(app)
    together.register(app)
    app.register_blueprint(v1)
    app.extensions.setdefault(TOLD_APART, {})[PREFIX.rpartition("/")[0] + "/"] = problem_page
