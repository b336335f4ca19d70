"""Puts the application together: settings, database, pages, programs' entrances, and the guard at every door."""

from importlib import import_module

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from cxloop import config
from cxloop.bare import bare
from cxloop.web import errors, formats, guard, headers, language, menu, once, presence, smaller
from cxloop.web.fields import Request
from cxloop.web.masking import MaskedCSRF

ROOMS = (
    "cxloop.web.people", "cxloop.web.tickets", "cxloop.web.my_team",
    "cxloop.web.letters", "cxloop.web.imports", "cxloop.web.improvements", "cxloop.web.huddles",
    "cxloop.web.reports",
    "cxloop.web.verify", "cxloop.web.survey", "cxloop.web.invitations", "cxloop.web.messages", "cxloop.web.health",
    "cxloop.web.told", "cxloop.web.intake", "cxloop.web.interviews", "cxloop.web.design",
    "cxloop.slack.actions", "cxloop.api", "cxloop.web.tokens",
    "cxloop.web.contacts", "cxloop.web.accounts", "cxloop.web.duplicates",
    "cxloop.web.sources", "cxloop.web.audit", "cxloop.web.settings", "cxloop.web.colleagues", "cxloop.web.away",
    "cxloop.hooks",
)  # fmt: skip

csrf = MaskedCSRF()


def build(settings: config.Settings | None = None) -> Flask:
    """A Flask application for these settings; without a policy on every route it is not built."""
    settings = settings or config.settings()
    app = bare(settings)
    app.request_class = Request
    behind_proxies(app, settings.proxies)
    smaller.register(app)
    csrf.init_app(app)
    language.register(app)
    formats.register(app)
    presence.register(app)
    menu.register(app)
    for name in ROOMS:
        import_module(name).register(app)
    for entrance in app.blueprints.values():
        if getattr(entrance, "csrf_exempt", False):
            csrf.exempt(entrance)
    guard.register(app)
    once.register(app)
    headers.register(app)
    errors.register(app)
    return app


def behind_proxies(app: Flask, proxies: int) -> None:
    """Believe as many of the last addresses in X-Forwarded-For as there are proxies of ours, and no more."""
    if proxies:
        # As Flask's documentation wraps it.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]
