"""The company's identity provider: its description, its keys, and whether it knows us. Nobody is signed in."""

from sqlalchemy.exc import SQLAlchemyError

from cxloop.bare import bare
from cxloop.config import Settings
from cxloop.database import db
from cxloop.language import marked as _
from cxloop.looking import Finding, found, missing
from cxloop.outward import oidc
from cxloop.outward.oidc import SignOnFailed
from cxloop.people.identities import SigningIn, signing_in

NAME = "single sign-on"


def look(settings: Settings) -> list[Finding]:
    """As it is switched on; a database that cannot be read has a line of its own."""
    with bare(settings).app_context():
        try:
            rules = signing_in(db.session())
            db.session.expunge_all()
        except SQLAlchemyError:
            return []
        finally:
            db.session.remove()
            db.engine.dispose()
    return tried(rules, settings)


def tried(rules: SigningIn, settings: Settings) -> list[Finding]:
    """What these rules find where they lead; they need not be switched on."""
    if not rules.has_provider:
        return [found(NAME, _("no identity provider: everybody signs in with a password"))]
    try:
        provider = oidc.discovered(oidc.reach_of(rules, settings))
        keys, client = oidc.fetched(provider), oidc.client_of(rules, settings)
        if not oidc.is_believed(provider, client):
            raise SignOnFailed("client_refused")
    except SignOnFailed as failed:
        return [missing(NAME, "%(issuer)s: %(why)s", issuer=rules.issuer, why=oidc.why(failed))]
    if client.secret is None and "none" not in provider.ways:
        text = _("%(issuer)s answers, but no secret was entered for it: most providers want one.")
        return [missing(NAME, text, issuer=rules.issuer)]
    text = _("%(issuer)s knows us, and signs with %(algorithms)s (%(keys)d keys)")
    return [
        found(NAME, text, issuer=rules.issuer, algorithms=", ".join(provider.algorithms[:3]), keys=len(keys))
    ]
