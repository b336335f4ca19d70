"""What the hash of an event covers, and the two smaller marks made of hashes. Pure.

HMAC-SHA256 (RFC 2104) under the installation's trail key: whoever may write to the database but has not the key cannot
make a hash that fits.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

IN_ORDER = json.JSONEncoder(sort_keys=True)
MODULUS = 2**128


def said(
    at: datetime, actor_id: int | None, program: str | None, via: str, kind: str, facts: Mapping[str, Any]
) -> str:
    """What an event says, in one spelling: when, who, with which program, by which door, what, and its facts."""
    moment = at if at.tzinfo is UTC else at.astimezone(UTC)
    return IN_ORDER.encode([moment.isoformat(), actor_id, program, via, kind, facts])


def link(key: bytes, chain: str, owner: int, number: int, page: int, previous: str, content: str) -> str:
    """The hash of an event: whose trail, its place there, the anchor's page, the hash before it, and `said`."""
    covered = f"{chain}:{owner}:{number}:{page}:{previous}:{content}"
    return hmac.digest(key, covered.encode(), "sha256").hex()


def seal(key: bytes, *parts: object) -> str:
    """A mark over whole numbers and hashes that only the key's owner can make."""
    return hmac.digest(key, ":".join(map(str, parts)).encode(), "sha256").hex()


def addend(key: bytes, own_hash: str) -> int:
    """What an event adds to the tally: keyed BLAKE2b (RFC 7693), so that nobody can choose events that cancel out."""
    return int.from_bytes(blake2b(own_hash.encode(), key=key, digest_size=16).digest())
