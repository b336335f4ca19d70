"""The signed link to the customer's question; it dies with the nonce, the answer, or the end of the window. Pure."""

from cxloop.secrets import signed_links
from cxloop.secrets.signed_links import numbered

__all__ = ["is_signed", "link", "numbered"]

PURPOSE = b"cxloop verification link v1:"


def link(secret_key: str, verification_id: int, nonce: str) -> str:
    """What follows /v/ in the customer's letter."""
    return signed_links.link(secret_key, PURPOSE, verification_id, nonce)


def is_signed(secret_key: str, token: str, verification_id: int, nonce: str) -> bool:
    """Whether the whole link is the one we made."""
    return signed_links.is_signed(secret_key, PURPOSE, token, verification_id, nonce)
