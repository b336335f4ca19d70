from datetime import timedelta

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cxloop.database import db, unit_of_work
from cxloop.entrances import Entrance
from cxloop.people import tokens
from cxloop.people.policies import administers
from cxloop.people.programs import ApiToken
from cxloop.web import current
from cxloop.web.tokens.forms import MAY, TokenForm

room = Entrance("tokens", __name__)
LARGEST_ID = 2**63 - 1


@room.get("/programs", policy=administers)
def index() -> ResponseReturnValue:
    return _index(TokenForm(), 200)


@room.post("/programs", policy=administers)
def make() -> ResponseReturnValue:
    """The page that answers shows the secret; nothing else ever does."""
    form = TokenForm()
    if not form.validate():
        return _index(form, 422)
    by_id, at = current.user().id, current.moment()
    name, scopes = form.name.data, form.scopes.data
    lasts = None if form.ends.data == "never" else timedelta(days=int(form.ends.data))

    def work() -> tuple[ApiToken, str]:
        return tokens.make(db.session(), name, scopes, at=at, by_id=by_id, lasts=lasts, via="web")

    made, secret = unit_of_work(work)
    return _shown_once(made, secret)


@room.post(f"/programs/<int(max={LARGEST_ID}):token_id>/revocation", policy=administers)
def revoke(token_id: int) -> ResponseReturnValue:
    by_id, at = current.user().id, current.moment()
    if db.session.get(ApiToken, token_id) is None:
        abort(404)
    if unit_of_work(lambda: tokens.revoke(db.session(), token_id, at, by_id=by_id, via="web")):
        flash(_("Revoked: it is turned away from now on."))
    else:
        flash(_("It was revoked before."), "late")
    return redirect(url_for(".index"))


@room.post(f"/programs/<int(max={LARGEST_ID}):token_id>/takeover", policy=administers)
def take_over(token_id: int) -> ResponseReturnValue:
    """In one's own name, with a new secret: who left may know the old one."""
    by_id, at = current.user().id, current.moment()
    if db.session.get(ApiToken, token_id) is None:
        abort(404)
    secret = unit_of_work(lambda: tokens.take_over(db.session(), token_id, by_id, at))
    if secret is None:
        flash(_("There was nothing to take over."), "late")
        return redirect(url_for(".index"))
    return _shown_once(db.session.get_one(ApiToken, token_id, populate_existing=True), secret)


def _index(form: TokenForm, status: int) -> ResponseReturnValue:
    found = tokens.all_tokens(db.session())
    page = render_template(
        "tokens/index.html", form=form, tokens=found, say=MAY, at=current.moment(), address=_address()
    )
    return page, status


def _shown_once(made: ApiToken, secret: str) -> ResponseReturnValue:
    page = render_template("tokens/made.html", made=made, secret=secret, say=MAY, address=_address())
    return page, 201


def _address() -> str:
    return f"{current.settings().public_url}/api/v1"
