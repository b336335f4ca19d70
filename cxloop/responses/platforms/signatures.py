"""How platforms sign: an HMAC over the raw bytes, compared in constant time, and nothing accepted that is not exact."""

import base64
import binascii
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

WINDOW_SECONDS = 300
Encoded = Callable[[bytes, bytes], str]
Checks = Callable[[bytes, Mapping[str, str], Sequence[str], datetime, str], bool]
TIMESTAMP = re.compile(r"\d{1,12}", re.ASCII)


def header(headers: Mapping[str, str], name: str) -> str | None:
    """The one header of this name, in whatever letters; None when it is missing, sent twice or not text."""
    found = [value for given, value in headers.items() if given.lower() == name.lower()]
    return found[0] if len(found) == 1 and isinstance(found[0], str) else None


def same(given: str | None, expected: str) -> bool:
    """Constant time, whatever characters somebody sends."""
    if given is None:
        return False
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())


def in_base64(key: bytes, message: bytes, algorithm: str = "sha256") -> str:
    return base64.b64encode(hmac.digest(key, message, algorithm)).decode()


def in_hex(key: bytes, message: bytes, algorithm: str = "sha256") -> str:
    return hmac.digest(key, message, algorithm).hex()


def any_of(given: str | None, expected: Sequence[str]) -> bool:
    """Whether the signature is one of these; every one is compared, so that time tells nothing."""
    return sum([same(given, one) for one in expected]) > 0


def signed_in(name: str, prefix: str, encoded: Encoded, *, always: bool = True) -> Checks:
    """Checks of a platform that puts a keyed digest of the body into one header; not `always`: if there is a secret."""

    def checks(
        body: bytes, headers: Mapping[str, str], secrets: Sequence[str], _at: datetime, _url: str
    ) -> bool:
        if not secrets and not always:
            return True
        expected = [prefix + encoded(secret.encode("utf-8", "surrogatepass"), body) for secret in secrets]
        return any_of(header(headers, name), expected)

    return checks


def is_recent(timestamp: str | None, at: datetime) -> bool:
    """Whether seconds since 1970 are within five minutes of `at`, either way."""
    if timestamp is None or not TIMESTAMP.fullmatch(timestamp):
        return False
    return abs(at.timestamp() - int(timestamp)) <= WINDOW_SECONDS


def standard_key(secret: str) -> bytes | None:
    """The key inside a `whsec_` secret of Standard Webhooks; None when it is not one."""
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True) or None
    except (binascii.Error, ValueError):
        return None
