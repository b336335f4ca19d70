"""What an identity provider says of itself, and whether we can sign people in with that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cxloop.outward.client import CallFailed
from cxloop.outward.oidc.reaching import Reach, SignOnFailed

WELL_KNOWN = "/.well-known/openid-configuration"
ALGORITHMS = ("RS256", "ES256", "PS256", "RS384", "ES384", "PS384", "RS512", "ES512", "PS512")
"""Signed with a key of the provider's own: never `none`, and never with the secret we share."""
WAYS = ("client_secret_basic", "client_secret_post")
SCOPES = ("openid", "email", "profile")


@dataclass(frozen=True)
class Provider:
    """As it described itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    ways: tuple[str, ...]
    """How a client proves at its token endpoint who it is."""
    algorithms: tuple[str, ...]
    scopes: tuple[str, ...]
    names_itself: bool
    """Whether each of its answers says whose it is (RFC 9207)."""
    reach: Reach


def discovered(reach: Reach) -> Provider:
    """Ask the issuer for its own description.

    Raises:
        SignOnFailed
    """
    issuer = reach.issuer
    reach.check(issuer, "issuer")
    told = _description(reach)
    named = _text(told, "issuer")
    if named is None or named.rstrip("/") != issuer.rstrip("/"):
        raise SignOnFailed("other_issuer", (named or "")[:200])
    if "code" not in _listed(told, "response_types_supported", ("code",)):
        raise SignOnFailed("no_code_flow")
    algorithms = _listed(told, "id_token_signing_alg_values_supported", ("RS256",))
    usable = tuple(one for one in ALGORITHMS if one in algorithms)
    if not usable:
        raise SignOnFailed("no_algorithm", ", ".join(algorithms)[:200])
    scopes = _listed(told, "scopes_supported", SCOPES)
    return Provider(
        issuer=named,
        authorization_endpoint=_endpoint(told, "authorization_endpoint", reach),
        token_endpoint=_endpoint(told, "token_endpoint", reach),
        jwks_uri=_endpoint(told, "jwks_uri", reach),
        userinfo_endpoint=_endpoint(told, "userinfo_endpoint", reach) if _text(told, "userinfo_endpoint") else None,
        ways=_listed(told, "token_endpoint_auth_methods_supported", WAYS[:1]), algorithms=usable,
        scopes=tuple(one for one in SCOPES if one == "openid" or one in scopes),
        names_itself=told.get("authorization_response_iss_parameter_supported") is True, reach=reach,
    )  # fmt: skip


def _description(reach: Reach) -> Mapping[str, Any]:
    answer = reach.call("GET", reach.issuer.rstrip("/") + WELL_KNOWN)
    if answer.status != 200:
        raise SignOnFailed("no_description", str(answer.status))
    try:
        told = answer.tree()
    except CallFailed:
        told = None
    if not isinstance(told, dict):
        raise SignOnFailed("no_description", "200")
    return told


def _text(told: Mapping[str, Any], name: str) -> str | None:
    found = told.get(name)
    return found if isinstance(found, str) and found else None


def _listed(told: Mapping[str, Any], name: str, usual: tuple[str, ...]) -> tuple[str, ...]:
    """A list of the description; what the standard takes for granted where the provider says nothing."""
    found = told.get(name)
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else usual


def _endpoint(told: Mapping[str, Any], name: str, reach: Reach) -> str:
    found = _text(told, name)
    if found is None:
        raise SignOnFailed("endpoint_missing", name)
    reach.check(found, name)
    return found
