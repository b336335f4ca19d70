"""Scores and amounts as people and platforms write them."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from cxloop.responses.descriptions.vocabularies import Vocabulary, is_no_answer, stars_in
from cxloop.responses.importing.spelling import plain

WHOLE = re.compile(r"\+?(\d{1,4})(?:[.,]0{1,6})?", re.ASCII)
LABELLED = re.compile(r"([0-9]{1,3})(?:\s*[-\u2013\u2014:=.)(]\s*|\s+)[^\W\d_].{0,120}", re.DOTALL)
LABEL_FIRST = re.compile(r"[^\W\d_].{0,120}?\s*[-\u2013\u2014:=(]\s*([0-9]{1,3})\)?", re.DOTALL)
SIGNED_OR_SPLIT = re.compile(r"[-+]?\d{1,9}(?:[.,]\d{1,9})?", re.ASCII)
AMOUNT = re.compile(r"[€$£\s]*(-?\d[\d.,'\s]{0,20})[€$£\s]*(?:eur|usd|gbp)?\s*", re.ASCII | re.IGNORECASE)
ANSWER_CODE = re.compile(r"AO?(\d{1,3})", re.ASCII)
MOST_REMEMBERED = 1_000


class Refused(ValueError):
    """A value that cannot be kept: a code of `refusals.SENTENCES` with its facts."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def score_of(text: str, lowest: int, highest: int) -> int:
    """A whole score on the scale; raises Refused for everything else.

    "7", "7,0", "7 - very likely", "Very likely - 7" and "7 stars" are 7, and so are seven stars.
    """
    value = text.strip()
    if value.startswith('="') and value.endswith('"'):
        value = value[2:-1]
    found = WHOLE.fullmatch(value) or LABELLED.fullmatch(value) or LABEL_FIRST.fullmatch(value)
    if not found and (stars := stars_in(value)) is not None:
        found = WHOLE.fullmatch(str(stars))
    if not found:
        if SIGNED_OR_SPLIT.fullmatch(value):
            if float(value.replace(",", ".")).is_integer():
                raise Refused("score_outside", value=value[:40], lowest=lowest, highest=highest)
            raise Refused("score_not_whole", value=value[:40])
        raise Refused("score_not_a_number", value=value[:40])
    score = int(found[1])
    if not lowest <= score <= highest:
        raise Refused("score_outside", value=score, lowest=lowest, highest=highest)
    return score


def without_code(text: str) -> str:
    """The number inside a code of an answer: A3 and AO03 are 3; any other text as it is."""
    found = ANSWER_CODE.fullmatch(text)
    return found[1] if found else text


def score_reader(
    lowest: int,
    highest: int,
    *,
    codes: bool = False,
    values: Mapping[str, int | None] | None = None,
    vocabulary: Vocabulary | None = None,
) -> Callable[[str], int | None]:
    """`score_of` for one scale, remembering the spellings it met; None for a text that says "no answer".

    `codes` are LimeSurvey's: A3 and AO03 are 3. `values` is the table of values a person agreed to, by plain text: what
    it says counts before everything else. `vocabulary` is the scale in words whose other words are read as well.
    """
    known: dict[str, int | None] = {str(score): score for score in range(lowest, highest + 1)}
    table = values or {}
    if table:
        known = {}

    def read(text: str) -> int | None:
        if text in known:
            return known[text]
        spoken = plain(text)
        if spoken in table:
            score = table[spoken]
        elif is_no_answer(spoken):
            score = None
        elif vocabulary and (worth := vocabulary.score_of(spoken)) is not None:
            score = worth
        else:
            score = score_of(without_code(text) if codes else text, lowest, highest)
        if len(known) < MOST_REMEMBERED:
            known[text] = score
        return score

    return read


def amount_of(text: str) -> Decimal | None:
    """1.000,00 and 1,000.00 and € 1.000 are all a thousand; None for what is not an amount."""
    found = AMOUNT.fullmatch(text.strip())
    if not found:
        return None
    figures = re.sub(r"[\s']", "", found[1])
    last = max(figures.rfind("."), figures.rfind(","))
    mixed = "." in figures and "," in figures
    is_decimal = last >= 0 and (mixed or len(figures) - last != 4)
    whole, part = (figures[:last], figures[last + 1 :]) if is_decimal else (figures, "")
    whole = whole.replace(".", "").replace(",", "")
    if not re.fullmatch(r"-?\d+", whole) or not re.fullmatch(r"\d*", part):
        return None
    return Decimal(f"{whole}.{part or 0}")
