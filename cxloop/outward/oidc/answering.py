"""From the code a browser brought back to whom the provider says it is; no claim is believed before it is checked."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from cxloop.outward.client import Answer
from cxloop.outward.oidc.asking import Journey
from cxloop.outward.oidc.discovering import WAYS, Provider
from cxloop.outward.oidc.keys import Jwk, verified
from cxloop.outward.oidc.reaching import SignOnFailed
from cxloop.people.coming_in import Claimed

CLOCKS_APART_SECONDS = 120
LONGEST_SUBJECT, LONGEST_EMAIL = 255, 254
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Client:
    """Who we are to the provider."""

    id: str
    secret: str | None
    back: str
    """Where it sends people back to."""


def claimed(
    provider: Provider, client: Client, journey: Journey, code: str, at: datetime, known: Sequence[Jwk],
    again: Callable[[], Sequence[Jwk]],
) -> Claimed:  # fmt: skip
    """Whom the provider says it is, checked with the `known` keys, else with those it has when asked `again`.

    Raises:
        SignOnFailed
    """
    given = _exchanged(provider, client, journey, code)
    token, access = given.get("id_token"), given.get("access_token")
    access = access if isinstance(access, str) else None
    if not isinstance(token, str) or not token.isascii():
        raise SignOnFailed("no_id_token")
    header, said = verified(token, provider, known, again)
    _check(said, header, provider, journey, client, access, at)
    is_whole = all(name in said for name in ("email", "email_verified", "name"))
    beside = {} if is_whole or not access else _told_beside(provider, access, said["sub"])
    email, is_verified = _address(said, beside)
    name = said.get("name") or beside.get("name")
    return Claimed(
        issuer=provider.issuer.rstrip("/"), subject=said["sub"], email=email, is_verified=is_verified,
        name=name if isinstance(name, str) and name.isprintable() else None,
    )  # fmt: skip


def _address(said: Mapping[str, Any], beside: Mapping[str, Any]) -> tuple[str | None, bool | None]:
    """The address, and whether the provider says that it was verified: that word counts for the same address only."""
    first, other = (said, beside) if "email" in said else (beside, said)
    email = first.get("email")
    if (
        not isinstance(email, str)
        or email.count("@") != 1
        or len(email) > LONGEST_EMAIL
        or not email.isprintable()
    ):
        return None, None
    word = first.get("email_verified")
    if word is None and other.get("email") == email:
        word = other.get("email_verified")
    return email.strip(), {"true": True, "false": False}.get(str(word).casefold())


def _exchanged(provider: Provider, client: Client, journey: Journey, code: str) -> Mapping[str, Any]:
    """What the token endpoint gives for the code, which works there once."""
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": client.back,
        "code_verifier": journey.verifier,
    }  # fmt: skip
    headers = dict(FORM)
    if client.secret is None:
        form["client_id"] = client.id
    elif WAYS[0] in provider.ways:
        pair = f"{quote(client.id, safe='')}:{quote(client.secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    elif WAYS[1] in provider.ways:
        form |= {"client_id": client.id, "client_secret": client.secret}
    else:
        raise SignOnFailed("no_way", ", ".join(provider.ways)[:200])
    answer = provider.reach.call(
        "POST", provider.token_endpoint, headers=headers, body=urlencode(form).encode()
    )
    told = _tree(answer)
    if answer.status != 200:
        raise SignOnFailed(_refusal(answer, told), str(answer.status))
    return told


def is_believed(provider: Provider, client: Client) -> bool:
    """Whether it knows us: what cannot be a code is refused for itself, not for who brings it.

    Raises:
        SignOnFailed
    """
    never = Journey("", "", "no-proof-" * 5, provider.issuer, 0, None)
    try:
        _exchanged(provider, client, never, "cxloop-asks-whether-it-is-known")
    except SignOnFailed as failed:
        if failed.reason in {"no_way", "not_reached"}:
            raise
        return failed.reason != "client_refused"
    return True


def _refusal(answer: Answer, told: Mapping[str, Any]) -> str:
    """Which of the errors of RFC 6749, 5.2 it is."""
    if told.get("error") == "invalid_grant":
        return "code_refused"
    refuses_us = told.get("error") in ("invalid_client", "unauthorized_client") or answer.status == 401
    return "client_refused" if refuses_us else "nothing_given"


def _check(
    said: Mapping[str, Any], header: Mapping[str, Any], provider: Provider, journey: Journey, client: Client,
    access: str | None, at: datetime,
) -> None:  # fmt: skip
    """Issuer, audience, authorized party, times, nonce and the hash of the access token (Core 1.0, 3.1.3.7)."""
    from authlib.oidc.core import CodeIDToken
    from joserfc.errors import JoseError

    issuer, subject = said.get("iss"), said.get("sub")
    if not isinstance(issuer, str) or issuer.rstrip("/") != provider.issuer.rstrip("/"):
        raise SignOnFailed("token_refused", "iss")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise SignOnFailed("token_refused", "sub")
    if said.get("nonce") != journey.nonce:
        raise SignOnFailed("token_refused", "nonce")
    claims = CodeIDToken(
        dict(said), dict(header), {"aud": {"essential": True, "value": client.id}, "exp": {"essential": True}},
        {"nonce": journey.nonce, "client_id": client.id, "access_token": access},
    )  # fmt: skip
    try:
        claims.validate(now=int(at.timestamp()), leeway=CLOCKS_APART_SECONDS)
    except JoseError as error:
        raise SignOnFailed("token_refused", str(getattr(error, "claim", None) or error.error)) from None
    except (TypeError, ValueError, AttributeError):
        raise SignOnFailed("token_refused", "claims") from None


def _told_beside(provider: Provider, access: str, subject: str) -> Mapping[str, Any]:
    """What the provider tells only when it is asked again; nothing where it does not, or tells of somebody else."""
    if provider.userinfo_endpoint is None:
        return {}
    try:
        answer = provider.reach.call(
            "GET", provider.userinfo_endpoint, headers={"Authorization": f"Bearer {access}"}
        )
    except SignOnFailed:
        return {}
    told = _tree(answer)
    return told if answer.status == 200 and told.get("sub") == subject else {}


def _tree(answer: Answer) -> Mapping[str, Any]:
    """The JSON object of an answer; an empty one where it is none."""
    try:
        told = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
