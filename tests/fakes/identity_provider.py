"""An OpenID Connect provider that behaves as the standard says, and lies when asked. It runs in the test's process.

Source: OpenID Connect Core 1.0 and Discovery 1.0. That another's provider is understood too is shown elsewhere.
"""

import base64
import contextlib
import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from cxloop.clock import now

CLIENT, SECRET = "cxloop-at-home", "a secret: with/marks+"


def new_key(name: str, kind: str = "RS256") -> Any:
    if kind.startswith("ES"):
        return ECKey.generate_key("P-256", {"kid": name, "use": "sig"})
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"})


class Provider:
    """What it says can be changed between two requests: `told` of the description, `claims` of the token."""

    def __init__(self, address: str) -> None:
        self.issuer = address
        self.algorithm, self.key = "RS256", KEY
        self.published: list[Any] = [self.key]
        self.person: dict[str, Any] = {
            "sub": "olga-1",
            "email": "olga@x.example",
            "email_verified": True,
            "name": "Olga",
        }
        self.beside: dict[str, Any] = {}
        """What only userinfo tells."""
        self.told: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}
        self.forged: str | None = None
        """A whole ID token instead of its own."""
        self.is_down = False
        self.asked: list[str] = []
        self.proved_by: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}

    def let_in(self, address: str) -> str:
        """Somebody signs in there: where the browser is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self._codes)}"
        self._codes[code] = asked
        parts = urlsplit(asked["redirect_uri"])
        return f"{parts.path}?code={code}&state={asked['state']}"

    def description(self) -> dict[str, Any]:
        usual = {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo", "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": [self.algorithm],
        }  # fmt: skip
        return {name: value for name, value in {**usual, **self.told}.items() if value is not None}

    def exchange(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        way, proved = "client_secret_post", (form.get("client_id"), form.get("client_secret"))
        if authorization.startswith("Basic "):
            name, _colon, secret = base64.b64decode(authorization[6:]).decode().partition(":")
            way, proved = "client_secret_basic", (unquote(name), unquote(secret))
        self.proved_by.append(way)
        if proved != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        asked = self._codes.get(form["code"])
        proof = hashlib.sha256(form["code_verifier"].encode()).digest()
        if asked is None or base64.urlsafe_b64encode(proof).rstrip(b"=").decode() != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        self._codes.pop(form["code"])
        return 200, {
            "access_token": "an-access-token",
            "token_type": "Bearer",
            "id_token": self._token(asked),
        }

    def _token(self, asked: dict[str, str]) -> str:
        at = int(now().timestamp())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": at, "exp": at + 300, "nonce": asked["nonce"], **self.person,
            **self.claims,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.forged is not None:
            return self.forged.replace("CLAIMS", _plain(claims))
        return jwt.encode({"alg": self.algorithm, "kid": self.key.kid}, claims, self.key)


def unsigned() -> str:
    return f"{_plain({'alg': 'none'})}.CLAIMS."


def signed_with_what_is_shared(claims: dict[str, Any]) -> str:
    """As if the secret, or the public key, were a key to sign with."""
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET * 3))


def _plain(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


KEY = new_key("first")


@contextlib.contextmanager
def running() -> Iterator[Provider]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            if provider.is_down:
                return self._say(503, {})
            if self.path == "/.well-known/openid-configuration":
                return self._say(200, provider.description())
            if self.path == "/keys":
                return self._say(200, {"keys": [one.as_dict(private=False) for one in provider.published]})
            if self.path == "/userinfo" and self.headers["Authorization"] == "Bearer an-access-token":
                return self._say(200, {"sub": provider.person["sub"], **provider.beside})
            return self._say(404, {})

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(*provider.exchange(form, self.headers.get("Authorization", "")))

        def _say(self, status: int, content: dict[str, Any]) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
