"""What the hash of an event covers, and the two smaller marks made of hashes. Pure.

HMAC-SHA256 (RFC 2104) under the installation's trail key: whoever may write to the database but has not the key cannot
make a hash that fits.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b, sha256
from typing import Any

IN_ORDER = json.JSONEncoder(sort_keys=True)
MODULUS = 2**128


def said(
    at: datetime, actor_id: int | None, program: str | None, via: str, kind: str, facts: Mapping[str, Any]
) -> str:
    """What an event says, in one spelling: when, who, with which program, by which door, what, and its facts."""
    moment = at if at.tzinfo is UTC else at.astimezone(UTC)
    return IN_ORDER.encode([moment.isoformat(), actor_id, program, via, kind, facts])


class Mac:
    """HMAC-SHA256 under one key whose two pads are hashed once: an import makes hundreds of thousands."""

    __slots__ = ("_inner", "_outer", "key")

    def __init__(self, key: bytes) -> None:
        self.key = key
        padded = key.ljust(64, b"\0")
        self._inner = sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = sha256(bytes(byte ^ 0x5C for byte in padded))

    def __call__(self, text: str) -> str:
        """In hexadecimal."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(text.encode())
        outer.update(inner.digest())
        return outer.hexdigest()


def link(mac: Mac, chain: str, owner: int, number: int, page: int, previous: str, content: str) -> str:
    """The hash of an event: whose trail, its place there, the anchor's page, the hash before it, and `said`."""
    return mac(f"{chain}:{owner}:{number}:{page}:{previous}:{content}")


def end_seal(mac: Mac, owner: int, length: int, last: str) -> str:
    """Over where a trail ends."""
    return mac(f"end:{owner}:{length}:{last}")


def seal(mac: Mac, *parts: object) -> str:
    """A mark over whole numbers and hashes that only the key's owner can make."""
    return mac(":".join(map(str, parts)))


def addend(mac: Mac, own_hash: str) -> int:
    """What an event adds to the tally: keyed BLAKE2b (RFC 7693), so that nobody can choose events that cancel out."""
    return int.from_bytes(blake2b(own_hash.encode(), key=mac.key, digest_size=16).digest())
