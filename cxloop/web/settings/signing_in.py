"""Beside the setting of signing in: what the provider has to be told, its secret, and whether it can be used."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import DataRequired, Length

from cxloop.database import db, unit_of_work
from cxloop.looking.sign_on import tried
from cxloop.outward import oidc
from cxloop.people.identities import SigningIn, keep_secret, secret_of, signing_in
from cxloop.people.policies import administers
from cxloop.secrets import CannotUnseal
from cxloop.settings import drafts
from cxloop.settings.part import Values
from cxloop.settings.parts import PARTS
from cxloop.web import current
from cxloop.web.settings.room import room

PART = "sign-in"
LONGEST_SECRET = 2_000


class SecretForm(FlaskForm):
    secret = PasswordField(
        _l("The provider’s secret"),
        [
            DataRequired(_l("Enter the secret the provider shows for this client.")),
            Length(max=LONGEST_SECRET),
        ],
        [lambda typed: (typed or "").strip()],
        description=_l("Kept sealed, and shown to nobody. It is told to the provider above alone."),
    )


def beside(_values: Values, _at: datetime, _language: str) -> dict[str, Any]:
    """What the page shows under the form: of what is switched on, for only that has a secret."""
    return _shown(SecretForm(formdata=None))


def _shown(form: SecretForm) -> dict[str, Any]:
    rules, settings = signing_in(db.session()), current.settings()
    return {"form": form, "rules": rules, "back": oidc.back(settings), "has_secret": _has_secret(rules)}


def _has_secret(rules: SigningIn) -> bool:
    try:
        return secret_of(rules, current.settings().secret_key, rules.issuer) is not None
    except CannotUnseal:
        return False


@room.post(f"/{PART}/secret", policy=administers)
def keep_provider_secret() -> ResponseReturnValue:
    form, settings, by, at = SecretForm(), current.settings(), current.by(), current.moment()
    issuer = signing_in(db.session()).issuer
    if not issuer or issuer != request.form.get("issuer"):
        flash(
            _("Another provider was switched on meanwhile. Nothing was kept: look at the page again."), "late"
        )
    elif request.form.get("forget"):
        unit_of_work(lambda: keep_secret(db.session(), settings.secret_key, issuer, None, by, at))
        flash(_("The secret is forgotten."))
    elif not form.validate():
        flash(" ".join(map(str, form.secret.errors)), "late")
    else:
        secret = str(form.secret.data)
        unit_of_work(lambda: keep_secret(db.session(), settings.secret_key, issuer, secret, by, at))
        flash(_("The secret is kept. Try it now."))
    return redirect(url_for(f".{PART}", _anchor="provider"))


@room.get(f"/{PART}/trying", policy=administers)
def tried_once() -> ResponseReturnValue:
    """What was said is said once: the language may be changed on its page."""
    return redirect(url_for(f".{PART}"))


@room.post(f"/{PART}/trying", policy=administers)
def try_provider() -> ResponseReturnValue:
    """Really asked: of a draft too, before it is switched on."""
    session, settings = db.session(), current.settings()
    number = request.form.get("draft", type=int)
    draft = drafts.of_id(session, PARTS[PART], PART, number) if number else None
    rules = signing_in(session)
    if draft is not None:
        asked = {name: draft.values.get(name) for name in ("issuer", "client_id")}
        rules = SigningIn(
            **asked, is_at_home=bool(draft.values.get("is_at_home")), client_secret=rules.client_secret
        )
    seen = tried(rules, settings)
    where = url_for(f".{PART}", draft=number if draft else None)
    return render_template("settings/provider_tried.html", seen=seen, back=oidc.back(settings), where=where)
