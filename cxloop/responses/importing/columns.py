"""What a sample of a column's values says about it."""

import re
from dataclasses import dataclass

from cxloop.responses.importing.dates import is_datelike
from cxloop.responses.importing.texts import email_of
from cxloop.responses.importing.values import Refused, score_of

LEGAL_FORM = (
    r"s\.?r\.?l\.?s?|s\.?p\.?a\.?|s\.?n\.?c\.?|s\.?a\.?s\.?|ltd|limited|inc|llc|gmbh|ag|as|ab|oy|plc"
    r"|b\.?v\.?|sarl|corp"
)
COMPANY = re.compile(rf".*(\b({LEGAL_FORM})\.?$|& (co|c|sons|figli)\b).*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Shares (0-1) of a column's filled sample values that read as each kind, and its whole-number range."""

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


def evidence_of(values: list[str]) -> Evidence:
    filled = [value.strip() for value in values if value.strip()]
    count = len(filled) or 1
    scores = [score for value in filled if (score := _small_whole(value)) is not None]
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
    )


def _small_whole(text: str) -> int | None:
    try:
        return score_of(text, 0, 10)
    except Refused:
        return None
