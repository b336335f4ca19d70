"""Sending somebody to the provider, with what the answer has to match: state, nonce and the proof of RFC 7636."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from cxloop.outward.oidc.discovering import Provider

CHANCE = 32


@dataclass(frozen=True)
class Journey:
    """One way to the provider and back; kept by the browser, sealed."""

    state: str
    nonce: str
    verifier: str
    issuer: str
    begun_at: float
    following: str | None
    """The page somebody wanted."""


def begun(
    provider: Provider, *, client_id: str, back: str, at: float, following: str | None
) -> tuple[Journey, str]:
    """A new journey, and where it leads."""
    one = Journey(
        secrets.token_urlsafe(CHANCE), secrets.token_urlsafe(CHANCE), secrets.token_urlsafe(48), provider.issuer, at,
        following,
    )  # fmt: skip
    proof = base64.urlsafe_b64encode(hashlib.sha256(one.verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code", "client_id": client_id, "redirect_uri": back, "scope": " ".join(provider.scopes),
        "state": one.state, "nonce": one.nonce, "code_challenge": proof, "code_challenge_method": "S256",
    }  # fmt: skip
    joint = "&" if urlsplit(provider.authorization_endpoint).query else "?"
    return one, f"{provider.authorization_endpoint}{joint}{urlencode(asked)}"
