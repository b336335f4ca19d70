"""Scores and amounts as people and platforms write them."""

import re
from collections.abc import Callable
from decimal import Decimal

WHOLE = re.compile(r"\+?(\d{1,4})(?:[.,]0{1,6})?", re.ASCII)
LABELLED = re.compile(r"(\d{1,3})(?:\s*[-\u2013\u2014:=.)(]\s*|\s+)[^\W\d_].{0,120}", re.ASCII | re.DOTALL)
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
    """A whole score on the scale. "7", "7,0" and "7 - very likely" are 7; raises Refused for everything else."""
    value = text.strip()
    if value.startswith('="') and value.endswith('"'):
        value = value[2:-1]
    found = WHOLE.fullmatch(value) or LABELLED.fullmatch(value)
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


def score_reader(lowest: int, highest: int, *, codes: bool = False) -> Callable[[str], int]:
    """`score_of` for one scale, remembering the spellings it met; `codes` are LimeSurvey's: A3 and AO03 are 3."""
    known = {str(score): score for score in range(lowest, highest + 1)}

    def read(text: str) -> int:
        score = known.get(text)
        if score is None:
            found = ANSWER_CODE.fullmatch(text) if codes else None
            score = score_of(found[1] if found else text, lowest, highest)
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
