"""The entrance of signing in, and of who may."""

from flask import Flask, abort, current_app, make_response, render_template, request

from cxloop.entrances import Entrance
from cxloop.outward import oidc
from cxloop.people.guesses import Guesses, network_of
from cxloop.web import current

room = Entrance("people", __name__)
WRONG_LINKS, PROVIDER = "cxloop-wrong-access-links", "cxloop-identity-provider"
WRONG_LINKS_A_MINUTE = 20
"""From one network. A link of ours opens however many others were tried beside it."""


def register(app: Flask) -> None:
    app.extensions[WRONG_LINKS] = Guesses()
    app.extensions[PROVIDER] = oidc.Remembered()
    app.register_blueprint(room)


def count_wrong_link() -> None:
    """Of this request's network; after too many a minute the request ends with a page that says when to come back."""
    wrong: Guesses = current_app.extensions[WRONG_LINKS]
    limits = {network_of(request.remote_addr): WRONG_LINKS_A_MINUTE}
    if seconds := wrong.wrong(current.moment(), limits):
        page = render_template("people/link_closed.html", why="guessed", seconds=seconds)
        abort(make_response(page, 429, {"Retry-After": str(seconds)}))
