"""Files that hold answers to several surveys at once: a column says which, and each has a scale of its own. Pure."""

from collections import Counter
from collections.abc import Iterable

from cxloop.responses.descriptions import BY_KEY, Description
from cxloop.responses.descriptions.description import SURVEY_TYPES
from cxloop.responses.importing.questions import Question
from cxloop.responses.importing.shapes import Shape
from cxloop.responses.importing.spelling import plain
from cxloop.responses.importing.texts import cleaned
from cxloop.responses.scoring import SCALES

OTHER = "other_survey"
"""The reason for setting aside the row of another survey."""


def kinds_position(shape: Shape, sample: Iterable[list[str]]) -> int | None:
    """The column that says of each row what its survey measures; None where some of its values say nothing known."""
    description = BY_KEY[shape.platform]
    rows = list(sample)
    for at, name in enumerate(shape.columns):
        if plain(name).replace("_", " ") in SURVEY_TYPES:
            told = {plain(row[at]) for row in rows if len(row) > at and row[at].strip()}
            if told and all(_metrics_of(kind, description) for kind in told):
                return at
    return None


def holds_rows_of(shape: Shape, sample: Iterable[list[str]], at: int, metric: str) -> bool:
    """Whether any row is of a survey that measures this; where a person says what none says, all rows count."""
    others = kinds_of_others(BY_KEY[shape.platform], metric)
    return any(plain(row[at]) not in others for row in sample if len(row) > at and row[at].strip())


def which_survey(
    shape: Shape, sample: Iterable[list[str]], at: int | None, chosen: str | None
) -> list[Question]:
    """Asks which of its surveys is meant, unless a person has said what is measured."""
    if at is None or chosen is not None:
        return []
    description = BY_KEY[shape.platform]
    kinds = Counter(plain(row[at]) for row in sample if len(row) > at and row[at].strip())
    if len({_metrics_of(kind, description) for kind in kinds}) < 2:
        return []
    told = ", ".join(f"{cleaned(kind)[:40]} ({rows})" for kind, rows in kinds.most_common())
    return [Question("several_surveys", True, {"column": shape.columns[at], "kinds": told})]


def kinds_of_others(description: Description, metric: str) -> frozenset[str]:
    """What rows say of their survey where it is none that measures this."""
    known = {*SCALES, *description.surveys}
    return frozenset(kind for kind in known if metric not in _metrics_of(kind, description))


def _metrics_of(kind: str, description: Description) -> tuple[str, ...]:
    measured = description.surveys.get(kind)
    return measured.metrics if measured else (kind,) if kind in SCALES else ()
