"""Texts brought to one spelling, so that headings and words can be compared."""

import unicodedata
from functools import lru_cache

LONGEST_REMEMBERED = 200


def plain(name: str) -> str:
    """Lower case, without accents and with single spaces: "Perché?" is "perche?"."""
    return _remembered(name) if len(name) <= LONGEST_REMEMBERED else _plain(name)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


_remembered = lru_cache(maxsize=20_000)(_plain)
"""Names come from outside too, and whole cells: twenty thousand of those would be held for ever."""
