"""Addresses that come from outside: only our own pages are followed."""

from urllib.parse import urlsplit


def local(address: str | None) -> str | None:
    """The address if it is a path of ours, else None: no scheme, no host, no backslash or control character."""
    if not address or not address.startswith("/") or address.startswith("//") or "\\" in address:
        return None
    if any(ord(character) <= 32 or ord(character) == 127 for character in address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else address
