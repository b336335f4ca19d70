"""Keys made from names: small letters, figures and dashes. Pure."""

import re
import unicodedata
from collections.abc import Collection

LONGEST_KEY = 60
KEY = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")


def is_key(text: str) -> bool:
    """Whether a person may name a new thing so in a file."""
    return KEY.fullmatch(text) is not None and text != "new"


def key_of(name: str, otherwise: str = "item") -> str:
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST_KEY].strip("-") or otherwise


def free_key(name: str, taken: Collection[str]) -> str:
    """The key of this name, with a number behind it where that one is taken."""
    wanted = free = key_of(name)
    number = 2
    while free in taken:
        free, number = f"{wanted}-{number}", number + 1
    return free
