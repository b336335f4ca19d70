"""Whether a comment says a word, the same on every engine: letters of ASCII are alike in both cases, and an accented
letter is looked for in both. Pure."""

from itertools import product

MOST_ACCENTS = 3
"""Of more accented letters only as typed, in small and in capital letters are looked for."""
_LOWER = str.maketrans({chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)})


def small(text: str) -> str:
    """In small letters, those of ASCII only."""
    return text.translate(_LOWER)


def spellings(word: str) -> list[str]:
    """What to look for in a text made `small`."""
    accented = [place for place, letter in enumerate(word) if not letter.isascii() and letter.isalpha()]
    if len(accented) > MOST_ACCENTS:
        return sorted({small(word), small(word.lower()), small(word.upper())})
    each = [{letter.lower(), letter.upper()} if not letter.isascii() else {small(letter)} for letter in word]
    return sorted(map("".join, product(*each)))


def says(text: str | None, word: str) -> bool:
    """Whether the text has this word, or these words, anywhere in it."""
    if not text:
        return False
    said = small(text)
    return any(spelling in said for spelling in spellings(word))
