"""What `check` and the page Connections look at: each look returns what it found, and what to do about it."""

from dataclasses import dataclass

from cxloop.settings.sentences import Sentence, sentence

__all__ = ["Finding", "found", "missing"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `words` hold no secret and nobody's data."""

    name: str
    is_well: bool
    words: Sentence


def found(name: str, text: str, **facts: object) -> Finding:
    """It is as it should be."""
    return Finding(name, True, sentence(text, **facts))


def missing(name: str, text: str, **facts: object) -> Finding:
    """It is missing or does not work; the text says what to do."""
    return Finding(name, False, sentence(text, **facts))
