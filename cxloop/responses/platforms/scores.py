"""Whether an answer can be a score of the survey, and which: numbers, labels with numbers, words of a known scale."""

import re
from collections.abc import Mapping

from cxloop.responses.descriptions import Description, vocabulary_of
from cxloop.responses.descriptions.description import SURVEY_TYPES
from cxloop.responses.descriptions.vocabularies import (
    BANDS,
    UPWARDS,
    VOCABULARIES,
    is_no_answer,
    vocabulary_called,
)
from cxloop.responses.importing.spelling import plain
from cxloop.responses.importing.values import Refused, score_of, score_reader
from cxloop.responses.platforms.asked import Asked
from cxloop.responses.platforms.reasons import NotUnderstood
from cxloop.responses.scoring import SCALES

CODES = {"score_outside": "score_out_of_scale"}
LONGEST_WORD = 80
FEWEST_STEPS = 3
OUT_OF = re.compile(r"\d{1,3}(?:[.,]\d{1,4})?\s*(?:%|(?:/|out of|su|von|de|sur)\s*\d{1,3})", re.ASCII)
"""A score with another scale beside it, which is not read but asked about."""
TICKED = ("choice", "unknown")


def scaled(question: Asked) -> Asked:
    """A question whose options are all numbers, or the words of one scale, is a scale from the least to the most."""
    if question.kind not in TICKED or len(question.options) < FEWEST_STEPS:
        return question
    points = [_number(option) for option in question.options]
    if None not in points and len(set(points)) == len(points):
        numbers = [point for point in points if point is not None]
        return question._replace(kind="scale", lowest=min(numbers), highest=max(numbers))
    words = vocabulary_of({plain(option) for option in question.options})
    return question._replace(kind="scale", lowest=words.lowest, highest=words.highest) if words else question


def _number(option: str) -> int | None:
    try:
        return score_of(option, 0, 10)
    except Refused:
        return None


def on_its_scale(asked: list[Asked], metric: str, description: Description) -> list[Asked]:
    """The questions, with the scale of the score where the call says what its survey measures.

    Raises:
        NotUnderstood: it measures something else than our survey.
    """
    said = next(
        (
            question.value
            for question in asked
            if question.value and plain(question.label or question.ref).replace("_", " ") in SURVEY_TYPES
        ),
        None,
    )
    if said is None or not description.surveys or metric not in SCALES:
        return asked
    measured = description.surveys.get(plain(said))
    if measured is None or metric not in measured.metrics:
        raise NotUnderstood("another_metric", {"said": said[:40], "survey": metric})
    return [
        one._replace(lowest=measured.lowest, highest=measured.highest) if one.kind == "score" else one
        for one in asked
    ]


def could_be_score(value: str, lowest: int, highest: int, description: Description) -> bool:
    """Whether an answer looks like a score, on whatever scale, or says that there is none."""
    word = plain(value[:LONGEST_WORD])
    if OUT_OF.fullmatch(value) or is_no_answer(word) or _worth_of(word, lowest, highest, description):
        return True
    try:
        score_of(value, 0, 100)
    except Refused as refused:
        return refused.code != "score_not_a_number"
    return True


def score_in(
    question: Asked, lowest: int, highest: int, values: Mapping[str, int | None], description: Description
) -> int | None:
    """The score an answer tells; None where it says "no answer".

    Raises:
        NotUnderstood: it tells none of this scale, or its words may stand for several.
    """
    text = question.value or ""
    own = vocabulary_of({plain(option) for option in question.options})
    fits = own if own and (own.lowest, own.highest) == (lowest, highest) else None
    read = score_reader(lowest, highest, codes=description.codes, values=values, vocabulary=fits)
    try:
        return read(text)
    except Refused as refused:
        meant = _worth_of(plain(text[:LONGEST_WORD]), lowest, highest, description)
        if len(meant) == 1:
            return meant.pop()
        if meant or is_word(text):
            raise NotUnderstood("score_in_words", {"value": text[:40]}) from None
        raise NotUnderstood(CODES.get(refused.code, refused.code), refused.facts) from None


def is_word(text: str) -> bool:
    """Whether a text is a word of some scale, whichever score it stands for."""
    word = plain(text[:LONGEST_WORD]).replace("_", " ")
    return any(known.score_of(word) is not None for known in VOCABULARIES)


def _worth_of(word: str, lowest: int, highest: int, description: Description) -> set[int]:
    """The scores a word may stand for on this scale: by the platform's own words, else by every scale we know.

    Bands ("Detractor") are on no scale: which score they stand for is a person's to say. Scales that go from nothing
    upwards are rare: they count where they would move the score by more than one.
    """
    word = word.replace("_", " ")
    own = vocabulary_called(description.vocabulary)
    if own and (own.lowest, own.highest) == (lowest, highest) and (score := own.score_of(word)) is not None:
        return {score}
    found = {
        known.key: score
        for known in VOCABULARIES
        if known.key != BANDS and (known.lowest, known.highest) == (lowest, highest)
        if (score := known.score_of(word)) is not None
    }
    usual = {score for key, score in found.items() if key not in UPWARDS}
    rare = {score for key, score in found.items() if key in UPWARDS}
    return usual | {score for score in rare if all(abs(score - other) > 1 for other in usual)}
