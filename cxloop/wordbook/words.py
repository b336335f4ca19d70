"""How words are written down and looked up: folded, told apart from filler, by their stems, and mistyped. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Any

import snowballstemmer

LONGEST = 40
TELLING = 4
"""Letters of the shortest word in which a mistyped one is forgiven."""
SHORTEST_BEGINNING = 3
FILLER = frozenset(
    (
        "a ad ai al alla alle anche che chi ci come con cui da dal dalla dei del della delle di dove e ed era gli "
        "ha hai hanno ho i il in io la le lei li lo loro lui ma mi ne nei nel nella noi non o per piu quando se "
        "si sia sono su sul sulla ti tra un una uno vi voi an and are as at be but by for from had has have he "
        "her his if is it its me my no not of on or our she so that the their them they this to was we were what "
        "when which who will with you your"
    ).split()
)


def plain(text: str) -> str:
    """Without accents, case and punctuation; words a space apart: "D’Amico,  Niccolò" is "d amico niccolo"."""
    if text.isascii():
        folded = text.lower()
    else:
        parts = unicodedata.normalize("NFKD", text.casefold())
        folded = "".join(part for part in parts if not unicodedata.combining(part))
    return " ".join(re.findall(r"[^\W_]+", folded))


def words_in(texts: Iterable[str | None]) -> set[str]:
    """Every word of these texts, as the book has it."""
    return {word[:LONGEST] for text in texts if text for word in plain(text).split()}


def telling(words: Iterable[str]) -> set[str]:
    """Those that tell one running text from another."""
    return {word for word in words if word not in FILLER and (len(word) > 1 or word.isdecimal())}


@lru_cache(maxsize=50_000)
def stems(word: str) -> tuple[str, str]:
    """In Italian and in English: whoever says "fattura" means "fatture", and "invoice" "invoices"."""
    italian, english = _stemmers()
    return italian.stemWord(word), english.stemWord(word)


@lru_cache(maxsize=50_000)
def slips(word: str) -> frozenset[int]:
    """Marks that a word shares with the same word mistyped: a letter more, less, other, or two changed places.

    They are the word itself and the word without each of its letters; one with figures in it is a number, and shares
    them with nothing.
    """
    if len(word) < TELLING or not word.isalpha():
        return frozenset()
    return frozenset(_mark(one) for one in (word, *(word[:at] + word[at + 1 :] for at in range(len(word)))))


def is_meant(said: str, word: str, *, runs: bool, forgiving: bool) -> bool:
    """Whether who says `said` may mean this word, of a running text or of a name."""
    if word == said or (len(said) >= SHORTEST_BEGINNING and word.startswith(said)):
        return True
    if runs and any(one == other for one, other in zip(stems(said), stems(word), strict=True)):
        return True
    return forgiving and not slips(said).isdisjoint(slips(word))


def _mark(text: str) -> int:
    """Fits a signed column of eight bytes."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).digest())


@cache
def _stemmers() -> tuple[Any, Any]:
    return snowballstemmer.stemmer("italian"), snowballstemmer.stemmer("english")
