"""Slack's v0 signature: HMAC-SHA256 over "v0:timestamp:raw body", at most five minutes old. Never raises."""

import hmac
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

WINDOW_SECONDS = 300


def is_signed(
    secret: str, body: bytes, timestamps: Sequence[str], signatures: Sequence[str], at: datetime
) -> bool:
    """Whether Slack sent this body just now. The headers come as lists: one given twice is refused."""
    if not secret or len(timestamps) != 1 or len(signatures) != 1:
        return False
    timestamp, signature = timestamps[0], signatures[0]
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 12 and signature.isascii()):
        return False
    if abs(at.timestamp() - int(timestamp)) > WINDOW_SECONDS:
        return False
    return hmac.compare_digest(sign(secret, timestamp, body), signature)


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature Slack would send."""
    mark = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, sha256)
    return f"v0={mark.hexdigest()}"
