"""Which metric a score column measures, from the platform, the words of the question and the range of values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cxloop.responses.descriptions import Measured, Vocabulary
from cxloop.responses.importing.columns import FRACTION, Evidence
from cxloop.responses.importing.spelling import plain
from cxloop.responses.scoring import SCALES

SCALE_IN_WORDS = re.compile(r"\b([01])\s?(?:-|\u2013|to|a|e|al|through|and)\s?(5|7|10)\b")
RECOMMEND = re.compile(r"recommend|consigl|raccomand|recomend|recomiend|recommand|empfehl|\bnps\b")
EMPLOYER = re.compile(
    r"\benps\b|place to work|luogo (dove|in cui|di) lavor|as an employer"
    r"|lavorare (qui|da noi)|datore di lavoro|arbeitgeber|lugar (de|para) trabaj|lieu de travail|employeur"
)
EFFORT = re.compile(r"\bces\b|\beasy|\bease\b|facil|effort|sforzo|semplice|einfach|\bleicht|aufwand|esfuerzo")
SATISFACTION = re.compile(r"satisf|soddisf|zufrieden|\bcsat\b")
OVERALL = re.compile(r"\bosat\b")
TOP_OF_CSAT, TOP_OF_CES, TOP = 5, 7, 10
A_THIRD, A_TWENTIETH, ENOUGH_TO_TELL = 1 / 3, 1 / 20, 30
WHOLE_NUMBER = re.compile(r"\d{1,4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class MetricGuess:
    """`question` is a code of refusals.SENTENCES when the guess deserves a look; the guess stands meanwhile."""

    metric: str
    lowest: int
    highest: int
    question: str | None = None


# One return a kind of evidence, the strongest first.
def guess_metric(  # noqa: PLR0911
    name: str, label: str, said: str, found: Evidence, measured: Measured | None = None
) -> MetricGuess:
    """`said` is what the file itself calls its survey ("nps" in a Survey type column), or "", `measured` what the
    platform says of such surveys.

    A rating from 1 to 10 is never taken for NPS, which starts at 0, without a question.
    """
    words = plain(f"{name} {label}").replace("_", " ")
    if found.vocabulary is not None:
        return _of_words(found.vocabulary, words)
    if measured is not None:
        return MetricGuess(measured.metrics[0], measured.lowest, measured.highest)
    if said in SCALES:
        return MetricGuess(said, SCALES[said].lowest, SCALES[said].highest)
    smallest = found.smallest if found.smallest is not None else 0
    largest = found.largest if found.largest is not None else TOP
    written = SCALE_IN_WORDS.search(words)
    lowest, highest = (int(written[1]), int(written[2])) if written else (None, None)
    if EMPLOYER.search(words):
        return MetricGuess("enps", 0, TOP)
    if EFFORT.search(words) and (highest or largest) <= TOP_OF_CES:
        return MetricGuess("ces", 1, highest or (TOP_OF_CSAT if written else TOP_OF_CES))
    if RECOMMEND.search(words) and lowest != 1:
        return MetricGuess("nps", 0, TOP, None if smallest == 0 or written else "is_it_nps")
    if SATISFACTION.search(words) and (highest or largest) <= TOP_OF_CSAT:
        return MetricGuess("csat", 1, TOP_OF_CSAT)
    if OVERALL.search(words) or SATISFACTION.search(words) or lowest == 1:
        return _by_range(1, highest or largest, None if OVERALL.search(words) or written else "which_metric")
    if smallest == 0 or lowest == 0:
        return MetricGuess("nps", 0, TOP, "which_metric")
    return _by_range(smallest, largest, "is_it_nps" if largest > TOP_OF_CES else "which_metric")


def _of_words(vocabulary: Vocabulary, heading: str) -> MetricGuess:
    """A scale in words says what it measures, or the heading does; the table of its values is shown."""
    metric = vocabulary.metric
    if metric is None:
        metric = "ces" if EFFORT.search(heading) else "csat"
    if metric == "nps" and EMPLOYER.search(heading):
        metric = "enps"
    return MetricGuess(metric, vocabulary.lowest, vocabulary.highest)


def against(found: Evidence, lowest: int, highest: int, table: Mapping[str, int | None]) -> str | None:
    """What in a column's values contradicts the scale: a code of refusals.SENTENCES, or None.

    A stray value among many is a row to set aside; what many rows say is another scale. `table` is what a person has
    said of single values, by plain text.
    """
    counts = {value: count for value, count in found.values if plain(value) not in table}
    shares = sum(count for value, count in counts.items() if FRACTION.fullmatch(value))
    if shares and shares >= A_THIRD * found.filled:
        return "percent_scores" if max(map(_number, counts)) <= 1 else None
    rows = sum(count for _, count in found.values) or 1
    numbers = {value: count for value, count in counts.items() if WHOLE_NUMBER.fullmatch(value)}
    outside = sum(count for value, count in numbers.items() if not lowest <= int(value) <= highest)
    if is_another_scale(outside, rows):
        return "scale_contradicted"
    inside = [int(value) for value in numbers]
    if (
        highest >= TOP
        and rows >= ENOUGH_TO_TELL
        and inside
        and min(inside) >= 1
        and max(inside) <= TOP_OF_CES
    ):
        return "scale_suspected"
    return None


def is_another_scale(outside: int, rows: int) -> bool:
    """Whether so many scores lie outside a scale that it is another one, rather than a few stray values."""
    return outside >= 2 and outside >= rows * A_TWENTIETH


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return 0.0


def _by_range(smallest: int, largest: int, question: str | None) -> MetricGuess:
    if smallest >= 1 and largest <= TOP_OF_CSAT:
        return MetricGuess("csat", 1, TOP_OF_CSAT, question)
    if smallest >= 1 and largest <= TOP_OF_CES:
        return MetricGuess("ces", 1, TOP_OF_CES, question)
    return MetricGuess("osat", 1, TOP, question)
