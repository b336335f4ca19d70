"""The application without its pages: settings, the database and every table. What the worker and the commands need."""

import sys
from contextlib import suppress
from datetime import timedelta
from functools import partial
from importlib import import_module
from pathlib import Path

import structlog
from flask import Flask

from cxloop.config import Settings
from cxloop.database import db
from cxloop.database.zone import ZONE
from cxloop.settings.zone import company_zone
from cxloop.trails import keys

ROOT = Path(__file__).parents[1]
LARGEST_UPLOAD = 110 * 1024 * 1024
LARGEST_FORM = 2 * 1024 * 1024
SECRETIVE = {"hide_parameters": True}
"""An error tells its statement, not the values in it: those are passwords and people."""
SERVER_OPTIONS = SECRETIVE | {"pool_pre_ping": True, "connect_args": {"connect_timeout": 5}}
TABLES = (
    "cxloop.people.models", "cxloop.people.programs", "cxloop.people.presses",
    "cxloop.people.company", "cxloop.people.link_keys",
    "cxloop.people.access_links", "cxloop.people.absences", "cxloop.people.identities", "cxloop.people.second_step",
    "cxloop.accounts.models", "cxloop.drivers.models", "cxloop.journey.models", "cxloop.calendars.models",
    "cxloop.alerts.models", "cxloop.alerts.heartbeat",
    "cxloop.responses.models", "cxloop.responses.inbound.models", "cxloop.responses.invitations.models",
    "cxloop.responses.interviews.models", "cxloop.rules.models", "cxloop.tickets.models",
    "cxloop.tickets.snoozes", "cxloop.tickets.waits", "cxloop.tickets.given_promises", "cxloop.tickets.sub_tasks",
    "cxloop.tickets.conversation.models",
    "cxloop.improvements.models", "cxloop.improvements.telling", "cxloop.improvements.huddles",
    "cxloop.reports.models", "cxloop.reports.schedules", "cxloop.trails.models", "cxloop.audit_log.models",
    "cxloop.settings.models", "cxloop.wordbook.models", "cxloop.tickets.saved_views",
)  # fmt: skip


def bare(settings: Settings) -> Flask:
    """The database and nothing else: what the worker and the commands need."""
    app = Flask("cxloop", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SETTINGS=settings,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        MAX_FORM_PARTS=1000,
        SESSION_COOKIE_NAME="__Host-cxloop" if settings.secure else "cxloop",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=7),
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # the customer's page sends no referrer; a __Host- cookie needs none
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "cxloop" / "translations"),
        BABEL_DEFAULT_LOCALE=settings.language,
    )
    log_without_values(settings)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for tables in TABLES:
        import_module(tables)
    db.init_app(app)
    return app


def _engine_options(settings: Settings) -> dict[str, object]:
    usual = SECRETIVE if settings.database_url.startswith("sqlite") else SERVER_OPTIONS
    known = {ZONE: partial(company_zone, settings=settings), keys.OPTION: keys.Keyring(settings.secret_key)}
    return {**usual, "execution_options": known}


class _WrittenIfPossible(structlog.PrintLogger):
    """On a full disk the log is full too: what cannot be written is lost, and never the request it tells of."""

    def info(self, message: str) -> None:
        with suppress(OSError):
            super().info(message)

    log = debug = warn = warning = fatal = failure = error = critical = exception = info


def log_without_values(settings: Settings) -> None:
    """As structlog does it by itself, except that where `rich` is installed it prints every local variable of an
    exception: form fields, passwords, customers. Colours are for terminals."""
    in_json = settings.log_format == "json"
    renderer = (
        structlog.processors.JSONRenderer()
        if in_json
        else structlog.dev.ConsoleRenderer(
            colors=settings.log_colours and sys.stdout.isatty(),
            exception_formatter=structlog.dev.plain_traceback,
        )
    )
    structlog.configure(
        logger_factory=lambda *_names: _WrittenIfPossible(),
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.StackInfoRenderer(),
            structlog.dev.set_exc_info,
            *([structlog.processors.format_exc_info] if in_json else []),
            structlog.processors.TimeStamper(fmt="iso" if in_json else "%Y-%m-%d %H:%M:%S", utc=in_json),
            renderer,
        ],
    )
