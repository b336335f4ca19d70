"""Puts the application together: settings, database, pages, programs' entrances, and the guard at every door."""

from datetime import timedelta
from importlib import import_module
from pathlib import Path

from flask import Flask
from flask_wtf import CSRFProtect

from cxloop import config
from cxloop.database import db
from cxloop.web import errors, formats, guard, headers, language, menu

ROOT = Path(__file__).parents[2]
LARGEST_UPLOAD = 110 * 1024 * 1024
LARGEST_FORM = 2 * 1024 * 1024
ROOMS = (
    "cxloop.web.people", "cxloop.web.tickets", "cxloop.web.imports", "cxloop.web.improvements", "cxloop.web.reports",
    "cxloop.web.verify", "cxloop.web.messages", "cxloop.web.health", "cxloop.web.design", "cxloop.slack.actions",
)  # fmt: skip

csrf = CSRFProtect()


def build(settings: config.Settings | None = None) -> Flask:
    """A Flask application for these settings; without a policy on every route it is not built."""
    settings = settings or config.settings()
    app = bare(settings)
    csrf.init_app(app)
    language.register(app)
    formats.register(app)
    menu.register(app)
    for name in ROOMS:
        import_module(name).register(app)
    for entrance in app.blueprints.values():
        if getattr(entrance, "csrf_exempt", False):
            csrf.exempt(entrance)
    guard.register(app)
    headers.register(app)
    errors.register(app)
    return app


def bare(settings: config.Settings) -> Flask:
    """The database and nothing else: what the worker and the commands need."""
    app = Flask("cxloop", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SETTINGS=settings,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={} if settings.database_url.startswith("sqlite") else {"pool_pre_ping": True},
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        MAX_FORM_PARTS=1000,
        SESSION_COOKIE_NAME="__Host-cxloop" if settings.secure else "cxloop",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=7),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.secure,
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "cxloop" / "translations"),
        BABEL_DEFAULT_LOCALE=settings.language,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    return app
