"""The signed links of an invitation. Pure.

A link is the invitation's number and an HMAC-SHA256 over it and its nonce, under a key that belongs to one purpose: a
link to answer never unsubscribes, and a link of another part of the product opens nothing here. It dies with the nonce;
when it may be used, the invitation says.
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

ANSWER = b"cxloop survey link v1:"
LEAVE = b"cxloop unsubscribe link v1:"
LENGTH = 43
"""256 bits as URL-safe characters."""


def link(secret_key: str, purpose: bytes, invitation_id: int, nonce: str) -> str:
    """What follows /s/ or /u/ in the customer's letter."""
    own_key = hmac.digest(secret_key.encode(), purpose, sha256)
    mark = hmac.digest(own_key, f"{invitation_id}:{nonce}".encode(), sha256)
    return f"{invitation_id}.{urlsafe_b64encode(mark).rstrip(b'=').decode()}"


def numbered(token: str) -> int | None:
    """The number a link claims; None when it cannot be one of ours."""
    number, dot, mark = token.partition(".")
    plausible = dot and number.isascii() and number.isdecimal() and len(number) < 15 and len(mark) == LENGTH
    return int(number) if plausible and number == str(int(number)) else None


def is_signed(secret_key: str, purpose: bytes, token: str, invitation_id: int, nonce: str) -> bool:
    """Whether the whole link is the one we made; compared in constant time."""
    return hmac.compare_digest(
        token.encode(errors="replace"), link(secret_key, purpose, invitation_id, nonce).encode()
    )
