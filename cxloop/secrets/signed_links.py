"""Links in customers' letters, signed. Pure.

A link is the number of what it opens and an HMAC-SHA256 over it and its nonce, under a key that belongs to one purpose:
it can be made again when the letter is written, cannot be guessed, and opens nothing of another purpose. It dies with
the nonce; when it may be used, what it opens says.
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

LENGTH = 43
"""256 bits as URL-safe characters."""


def own_key(secret_key: str, purpose: bytes) -> bytes:
    """The key that links of one purpose are signed with."""
    return hmac.digest(secret_key.encode(), purpose, sha256)


def link(secret_key: str, purpose: bytes, number: int, nonce: str) -> str:
    """What follows /v/, /s/ or /u/ in a customer's letter."""
    return signed_with(own_key(secret_key, purpose), number, nonce)


def signed_with(key: bytes, number: int, nonce: str) -> str:
    """The link under the key of its purpose."""
    mark = hmac.digest(key, f"{number}:{nonce}".encode(), sha256)
    return f"{number}.{urlsafe_b64encode(mark).rstrip(b'=').decode()}"


def numbered(token: str) -> int | None:
    """The number a link claims; None when it cannot be one of ours."""
    number, dot, mark = token.partition(".")
    plausible = dot and number.isascii() and number.isdecimal() and len(number) < 15 and len(mark) == LENGTH
    return int(number) if plausible and number == str(int(number)) else None


def is_signed(secret_key: str, purpose: bytes, token: str, number: int, nonce: str) -> bool:
    """Whether the whole link is the one we made; compared in constant time."""
    return is_signed_with(own_key(secret_key, purpose), token, number, nonce)


def is_signed_with(key: bytes, token: str, number: int, nonce: str) -> bool:
    """The same under the key of its purpose, as it was before the secret key was changed."""
    return hmac.compare_digest(token.encode(errors="replace"), signed_with(key, number, nonce).encode())
