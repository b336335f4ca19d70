"""What colleagues wrote for each other and must not slip into a letter. Pure."""

import re
from collections.abc import Iterable

END = re.compile(r"(?<=[.!?…])\s+|\n+")
LEAST_WORDS, LEAST_LENGTH = 4, 20
"""A shorter piece says nothing of where it comes from: "Sent a technician."."""


def also_internal(letter: str, internal: Iterable[str | None]) -> str | None:
    """The first sentence of an internal text that stands in the letter word by word; None: there is none."""
    said = _plain(letter)
    for text in internal:
        for sentence in END.split(text or ""):
            plain = _plain(sentence).rstrip(".!?… ")
            if len(plain) >= LEAST_LENGTH and len(plain.split()) >= LEAST_WORDS and plain in said:
                return sentence.strip()
    return None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
