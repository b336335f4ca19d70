"""Letters nobody could place: read, put on a ticket, or discarded; and the files of letters, to take away."""

from flask import Flask

from cxloop.web.letters import files, views  # noqa: F401 - their routes
from cxloop.web.letters.room import room


def register(app: Flask) -> None:
    app.register_blueprint(room)
