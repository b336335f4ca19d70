"""Secrets we must be able to say again, as the one a platform signs with: kept sealed, with a key of their own.

Fernet (AES-128-CBC with HMAC-SHA256) under a key that HKDF-SHA256 (RFC 5869) derives from the application's key for one
purpose, so that no key serves two.
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class CannotUnseal(ValueError):
    """The secret was sealed with another key, or is damaged: it has to be entered again."""


@lru_cache(maxsize=16)
def derived(secret_key: str, purpose: str) -> bytes:
    """32 bytes for one purpose, from the application's key."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"cxloop:{purpose}".encode()).derive(
        secret_key.encode()
    )


def seal(secret_key: str, purpose: str, text: str) -> str:
    """`text` as it may be stored."""
    return _box(secret_key, purpose).encrypt(text.encode()).decode()


def unseal(secret_key: str, purpose: str, sealed: str) -> str:
    """What was sealed for the same purpose.

    Raises:
        CannotUnseal: it was sealed with another key or for another purpose.
    """
    try:
        return _box(secret_key, purpose).decrypt(sealed.encode()).decode()
    except (InvalidToken, UnicodeDecodeError) as error:
        raise CannotUnseal("the secret was sealed with another key") from error


def _box(secret_key: str, purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived(secret_key, purpose)))
