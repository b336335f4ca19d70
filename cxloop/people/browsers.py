"""Browsers somebody signed in with before, told by a mark only we can make. Pure.

A mark is a name of chance for the browser and an HMAC-SHA256 over it and the account's address, under a key of its own.
It opens nothing: whoever shows it is counted apart from strangers, so that strangers' guesses keep nobody out.
"""

import hmac
import re
import secrets
from hashlib import sha256

PURPOSE = b"known browser"
MOST_ACCOUNTS = 5
"""Accounts one browser is known for; the oldest is forgotten first."""
KEPT_FOR_DAYS = 400
"""As long as browsers keep a cookie at most."""
MARK = re.compile(r"[A-Za-z0-9_-]{22}\.[0-9a-f]{64}")
BETWEEN = "~"


def known_as(secret_key: str, cookie: str | None, email: str) -> str | None:
    """The name of the browser that signed in to this account before; None for a stranger."""
    for mark in _marks(cookie):
        if hmac.compare_digest(mark, _mark(secret_key, mark.partition(".")[0], email)):
            return mark.partition(".")[0]
    return None


def remembered(secret_key: str, cookie: str | None, email: str) -> str:
    """What the browser keeps from now on: it is known for this account, and for those it was known for."""
    marks = _marks(cookie)
    if known_as(secret_key, cookie, email):
        return BETWEEN.join(marks)
    return BETWEEN.join([_mark(secret_key, secrets.token_urlsafe(16), email), *marks][:MOST_ACCOUNTS])


def _marks(cookie: str | None) -> list[str]:
    return [mark for mark in (cookie or "")[:1000].split(BETWEEN) if MARK.fullmatch(mark)][:MOST_ACCOUNTS]


def _mark(secret_key: str, browser: str, email: str) -> str:
    own_key = hmac.digest(secret_key.encode(), PURPOSE, sha256)
    said = f"{browser}:{email.strip().casefold()}".encode("utf-8", "replace")
    return f"{browser}.{hmac.new(own_key, said, sha256).hexdigest()}"
