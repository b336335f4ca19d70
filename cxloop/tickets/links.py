"""The signed link to the customer's question. Pure.

The link is the number of the question and an HMAC-SHA256 over it and the question's nonce, so it can be made again when
the letter is written, cannot be guessed, and dies with the nonce, the answer, or the end of the window.
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

PURPOSE = b"cxloop verification link v1:"
LENGTH = 43


def signature(secret_key: str, verification_id: int, nonce: str) -> str:
    """256 bits as 43 URL-safe characters."""
    own_key = hmac.digest(secret_key.encode(), PURPOSE, sha256)
    mark = hmac.digest(own_key, f"{verification_id}:{nonce}".encode(), sha256)
    return urlsafe_b64encode(mark).rstrip(b"=").decode()


def link(secret_key: str, verification_id: int, nonce: str) -> str:
    """What follows /v/ in the customer's letter."""
    return f"{verification_id}.{signature(secret_key, verification_id, nonce)}"


def numbered(token: str) -> int | None:
    """The number a link claims; None when it cannot be one of ours."""
    number, dot, mark = token.partition(".")
    plausible = dot and number.isascii() and number.isdecimal() and len(number) < 15 and len(mark) == LENGTH
    return int(number) if plausible and number == str(int(number)) else None


def is_signed(secret_key: str, token: str, verification_id: int, nonce: str) -> bool:
    """Whether the whole link is the one we made; compared in constant time."""
    return hmac.compare_digest(token.encode(), link(secret_key, verification_id, nonce).encode())
