"""What the values of the score's column say: which score each word stands for, and whether they fit the scale. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from cxloop.responses.descriptions.vocabularies import is_no_answer
from cxloop.responses.importing.columns import Evidence
from cxloop.responses.importing.metrics import MetricGuess, against
from cxloop.responses.importing.questions import Choices, Question
from cxloop.responses.importing.spelling import plain
from cxloop.responses.importing.texts import cleaned
from cxloop.responses.importing.values import Refused, score_of, without_code

LONGEST_SHOWN = 40


@dataclass(frozen=True)
class ScoreValues:
    """`table` is plain text → score (None: no answer), `shown` the values to look at with how often each stands."""

    table: Mapping[str, int | None]
    vocabulary: str | None
    shown: tuple[tuple[str, int], ...]
    questions: tuple[Question, ...]


NOTHING_TO_SAY = ScoreValues({}, None, (), ())


def score_values(
    column: str, found: Evidence, scale: MetricGuess, choices: Choices, *, codes: bool = False
) -> ScoreValues:
    """The table of values as far as it is known, and what has to be asked before rows may be read by it."""
    table: dict[str, int | None] = {}
    vocabulary = found.vocabulary
    fits = vocabulary and (vocabulary.lowest, vocabulary.highest) == (scale.lowest, scale.highest)
    if vocabulary and fits:
        table = {plain(text): vocabulary.score_of(plain(text)) for text, _ in found.values}
    said = {plain(text): score for text, score in choices.values.items()}
    table |= said
    unread = [
        text for text, _ in found.values if not _is_read(without_code(text) if codes else text, scale, table)
    ]
    facts = {"column": column, "lowest": scale.lowest, "highest": scale.highest}
    asked: list[Question] = []
    if (code := against(found, scale.lowest, scale.highest, said)) and not choices.sure:
        asked.append(Question(code, True, facts | {"values": _listed([text for text, _ in found.values])}))
    elif _speaks(found, unread) and not choices.sure:
        asked.append(Question("values_needed", True, facts | {"values": _listed(unread)}))
    elif table and not said:
        pairs = [
            f"{cleaned(text)[:LONGEST_SHOWN]} = {_worth(table[plain(text)])}" for text, _ in found.values
        ]
        asked.append(Question("values_proposed", False, facts | {"values": ", ".join(pairs)}))
    if not table and not asked:
        return NOTHING_TO_SAY
    kept = vocabulary.key if vocabulary and fits else None
    return ScoreValues(
        table, kept, tuple((cleaned(text)[:200], count) for text, count in found.values), tuple(asked)
    )


def _is_read(text: str, scale: MetricGuess, table: Mapping[str, int | None]) -> bool:
    if plain(text) in table or is_no_answer(plain(text)):
        return True
    try:
        score_of(text, scale.lowest, scale.highest)
    except Refused as refused:
        return refused.code != "score_not_a_number"
    return True


def _speaks(found: Evidence, unread: list[str]) -> bool:
    """Whether words that nobody has explained are what the column is about, rather than a stray cell."""
    counts = dict(found.values)
    rows = sum(count for _, count in found.values)
    return 2 * sum(counts[text] for text in unread) > rows


def _worth(score: int | None) -> str:
    return "–" if score is None else str(score)


def _listed(texts: list[str]) -> str:
    return ", ".join(f"“{cleaned(text)[:LONGEST_SHOWN]}”" for text in texts[:12])
