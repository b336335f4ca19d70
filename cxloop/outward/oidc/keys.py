"""The provider's keys, and whether one of them signed a token. They change without notice: then they are asked for."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any

from cxloop.outward.client import CallFailed
from cxloop.outward.oidc.discovering import Provider
from cxloop.outward.oidc.reaching import SignOnFailed

KINDS = {"R": "RSA", "P": "RSA", "E": "EC"}
"""The first letter of an algorithm, and the kind of key that signs by it."""
MOST_KEYS = 100
LONGEST_TOKEN = 60_000
Jwk = dict[str, Any]


def fetched(provider: Provider) -> list[Jwk]:
    """The keys it publishes, but those that encrypt. Raises SignOnFailed."""
    answer = provider.reach.call("GET", provider.jwks_uri)
    try:
        told = answer.tree() if answer.status == 200 else None
    except CallFailed:
        told = None
    keys = told.get("keys") if isinstance(told, dict) else None
    if not isinstance(keys, list):
        raise SignOnFailed("no_keys")
    found = [one for one in keys[:MOST_KEYS] if isinstance(one, dict) and one.get("use") in (None, "sig")]
    if not found:
        raise SignOnFailed("no_keys")
    return found


def verified(
    token: str, provider: Provider, known: Sequence[Jwk], again: Callable[[], Sequence[Jwk]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token that one of the provider's keys signed; `again` asks for them anew, once.

    Raises:
        SignOnFailed
    """
    header = _header(token)
    if header.get("alg") not in provider.algorithms:
        raise SignOnFailed("token_refused", "alg")
    claims = _signed(token, header, known)
    if claims is None:
        claims = _signed(token, header, again())
    if claims is None:
        raise SignOnFailed("token_refused", "signature")
    return header, claims


def _header(token: str) -> dict[str, Any]:
    """What a token says of itself, believed in nothing but where to look."""
    first = token.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict) or len(token) > LONGEST_TOKEN or token.count(".") != 2:
        raise SignOnFailed("token_refused", "form")
    return header


def _signed(token: str, header: dict[str, Any], keys: Sequence[Jwk]) -> dict[str, Any] | None:
    """The claims, when one of these keys signed them; a token may leave out which."""
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import JWKRegistry

    algorithm, name = header["alg"], header.get("kid")
    for jwk in keys:
        if jwk.get("kty") != KINDS[algorithm[0]] or jwk.get("alg") not in (None, algorithm):
            continue
        if name is not None and jwk.get("kid") not in (None, name):
            continue
        try:
            return dict(jwt.decode(token, JWKRegistry.import_key(jwk), algorithms=[algorithm]).claims)
        except (JoseError, ValueError, TypeError, KeyError, RecursionError):
            continue  # another of its keys may be the one
    return None
