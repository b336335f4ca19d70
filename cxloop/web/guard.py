"""The guard at every door: before any view runs, its policy has said yes. Missing and forbidden look the same."""

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from werkzeug.exceptions import NotFound

from cxloop.entrances import NEEDS_NO_USER, REGISTRY, policies_of
from cxloop.people.scopes import Needs
from cxloop.web import current
from cxloop.web.refusing import refuse


def register(app: Flask) -> None:
    """Refuse to start with an unguarded route; check every request."""
    app.extensions[REGISTRY] = policies_of(app)
    login = LoginManager(app)
    login.request_loader(lambda _request: current.user_of_request())
    login.unauthorized_handler(to_sign_in)
    app.before_request(_check)


def to_sign_in() -> ResponseReturnValue:
    """Where somebody goes who has not signed in; back to the page they wanted afterwards."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    address = url_for("people.sign_in", next=wanted if wanted != "/" else None)
    if request.headers.get("HX-Request"):
        return "", 401, {"HX-Redirect": address}
    return redirect(address)


def _check() -> ResponseReturnValue | None:
    if isinstance(request.routing_exception, NotFound) or request.endpoint is None:
        return None
    policy = current_app.extensions[REGISTRY].get(request.endpoint)
    if policy in NEEDS_NO_USER or isinstance(policy, Needs):
        return None  # the API asks each program for its token itself
    if not current_user.is_authenticated:
        return to_sign_in()
    if policy is None or not policy(current_user):
        refuse()
    return None
