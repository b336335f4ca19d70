"""The audit log on a page and as a file, for the auditor and the administrator."""

from flask import Flask

from cxloop.web.audit.views import room


def register(app: Flask) -> None:
    app.register_blueprint(room)
