"""Which metric a score column measures, from the platform, the words of the question and the range of values."""

import re
from dataclasses import dataclass

from cxloop.responses.importing.columns import Evidence
from cxloop.responses.importing.words import plain
from cxloop.responses.scoring import SCALES

SCALE_IN_WORDS = re.compile(r"\b([01])\s?(?:-|\u2013|to|a|e|al|through|and)\s?(5|7|10)\b")
RECOMMEND = re.compile(r"recommend|consigl|raccomand|\bnps\b")
EMPLOYER = re.compile(
    r"\benps\b|place to work|luogo (dove|in cui|di) lavor|as an employer"
    r"|lavorare (qui|da noi)|datore di lavoro"
)
EFFORT = re.compile(r"\bces\b|\beasy|\bease\b|facil|effort|sforzo|semplice")
SATISFACTION = re.compile(r"satisf|soddisf|\bcsat\b")
OVERALL = re.compile(r"\bosat\b")
TOP_OF_CSAT, TOP_OF_CES, TOP = 5, 7, 10


@dataclass(frozen=True, slots=True)
class MetricGuess:
    """`question` is a code of refusals.SENTENCES when the guess deserves a look; the guess stands meanwhile."""

    metric: str
    lowest: int
    highest: int
    question: str | None = None


# One return a kind of evidence, the strongest first.
def guess_metric(name: str, label: str, said: str, found: Evidence) -> MetricGuess:  # noqa: PLR0911
    """`said` is what the file itself calls its survey ("nps" in a Survey type column), or "".

    A rating from 1 to 10 is never taken for NPS, which starts at 0, without a question.
    """
    words = f"{plain(name)} {plain(label)}"
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


def _by_range(smallest: int, largest: int, question: str | None) -> MetricGuess:
    if smallest >= 1 and largest <= TOP_OF_CSAT:
        return MetricGuess("csat", 1, TOP_OF_CSAT, question)
    if smallest >= 1 and largest <= TOP_OF_CES:
        return MetricGuess("ces", 1, TOP_OF_CES, question)
    return MetricGuess("osat", 1, TOP, question)
