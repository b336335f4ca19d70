"""The company's provider, as its settings say."""

from cxloop.config import Settings
from cxloop.outward.oidc.answering import Client
from cxloop.outward.oidc.reaching import Reach, SignOnFailed
from cxloop.people.identities import SigningIn, secret_of
from cxloop.secrets import CannotUnseal

BACK = "/sign-in/back"


def back(settings: Settings) -> str:
    """Where the provider sends people back to; it has to be registered there."""
    return settings.public_url + BACK


def reach_of(rules: SigningIn, settings: Settings) -> Reach:
    return Reach(rules.issuer or "", rules.is_at_home, settings.outward_allow)


def client_of(rules: SigningIn, settings: Settings) -> Client:
    """Raises SignOnFailed: the secret cannot be read any more."""
    try:
        secret = secret_of(rules, settings.secret_key, rules.issuer)
    except CannotUnseal:
        raise SignOnFailed("secret_unreadable") from None
    return Client(rules.client_id or "", secret, back(settings))
