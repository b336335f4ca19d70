"""Texts brought to one spelling, so that headings and words can be compared."""

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=20_000)  # names come from outside too
def plain(name: str) -> str:
    """Lower case, without accents and with single spaces: "Perché?" is "perche?"."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())
