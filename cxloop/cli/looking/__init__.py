"""What `check` looks at: each look returns what it found, in words, with what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `words` hold no secret and nobody's data."""

    name: str
    is_well: bool
    words: str
