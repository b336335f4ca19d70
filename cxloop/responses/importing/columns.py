"""What a sample of a column's values says about it."""

import re
from collections import Counter
from dataclasses import dataclass

from cxloop.responses.descriptions import PLAIN, Description, Vocabulary, vocabulary_of
from cxloop.responses.importing.dates import is_datelike
from cxloop.responses.importing.spelling import plain
from cxloop.responses.importing.texts import email_of
from cxloop.responses.importing.values import Refused, score_of, without_code

LEGAL_FORM = (
    r"s\.?r\.?l\.?s?|s\.?p\.?a\.?|s\.?n\.?c\.?|s\.?a\.?s\.?|ltd|limited|inc|llc|gmbh|ag|as|ab|oy|plc"
    r"|b\.?v\.?|sarl|corp"
)
MOST_VALUES = 30
"""More different values than a table of values could hold: it is no scale in words."""
LONG_FOR_A_CHOICE, WORDS_OF_A_SENTENCE = 40, 4
TRUTHS = re.compile(
    r"true|false|yes|no|si|ja|nein|oui|non|vero|falso|verdadero|wahr|falsch|vrai|faux|x|checked|unchecked|selected"
    r"|not selected|1|0"
)
WITHOUT_BLANKS = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
"""Signs of scripts that put no blanks between words: Thai, Japanese, Chinese."""
SIGNS_OF_A_SENTENCE = 7
FEWEST_TICKS = 3
FRACTION = re.compile(r"\d{0,3}[.,]\d{1,6}", re.ASCII)
COMPANY = re.compile(rf".*(\b({LEGAL_FORM})\.?$|& (co|c|sons|figli)\b).*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Shares (0-1) of a column's filled sample values that read as each kind, and its whole-number range.

    `scores` counts whole numbers from 0 to 10, alone or in a label; `fractions` numbers that are not whole; `sentences`
    what somebody wrote rather than ticked; `ticks`: only yes and no, or always the same. `values` are the different
    ones with how often each stands, where they are few; `vocabulary` is the scale in words they belong to.
    """

    filled: int
    distinct: float
    emails: float
    dates: float
    scores: float
    companies: float
    letters: float
    longest: int
    smallest: int | None
    largest: int | None
    fractions: float = 0
    sentences: float = 0
    ticks: bool = False
    values: tuple[tuple[str, int], ...] = ()
    vocabulary: Vocabulary | None = None


def evidence_of(values: list[str], description: Description = PLAIN) -> Evidence:
    """What the platform says of its values counts before what they look like."""
    filled = [value.strip() for value in values if value.strip()]
    count = len(filled) or 1
    scores = [score for value in filled if (score := _small_whole(value, description)) is not None]
    different = Counter(filled)
    few = tuple(different.most_common()) if len(different) <= MOST_VALUES else ()
    return Evidence(
        filled=len(filled),
        distinct=len(set(filled)) / count,
        emails=sum(email_of(value) is not None for value in filled) / count,
        dates=sum(is_datelike(value) for value in filled) / count,
        scores=len(scores) / count,
        companies=sum(bool(COMPANY.fullmatch(value[:200])) for value in filled) / count,
        letters=sum(any(map(str.isalpha, value)) for value in filled) / count,
        longest=max(map(len, filled), default=0),
        smallest=min(scores, default=None),
        largest=max(scores, default=None),
        fractions=sum(FRACTION.fullmatch(value) is not None for value in filled) / count,
        sentences=sum(is_sentence(value) for value in filled) / count,
        ticks=_are_ticks(different),
        values=few,
        vocabulary=vocabulary_of({plain(value[:80]) for value, _ in few}, description.vocabulary),
    )


def is_sentence(text: str) -> bool:
    if len(text) > LONG_FOR_A_CHOICE or len(text.split()) >= WORDS_OF_A_SENTENCE:
        return True
    return not text.isascii() and len(WITHOUT_BLANKS.findall(text)) >= SIGNS_OF_A_SENTENCE


def _are_ticks(different: Counter[str]) -> bool:
    if len(different) == 1:
        return different.total() >= FEWEST_TICKS
    return bool(different) and all(TRUTHS.fullmatch(plain(value[:20])) for value in different)


def _small_whole(text: str, description: Description) -> int | None:
    try:
        return score_of(without_code(text) if description.codes else text, 0, 10)
    except Refused:
        return None
