"""What a file does not say by itself, and has to be asked."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cxloop.language import Translate
from cxloop.language import marked as _
from cxloop.responses.descriptions import BY_KEY
from cxloop.responses.descriptions.description import SURVEY_TYPES
from cxloop.responses.descriptions.vocabularies import BANDS
from cxloop.responses.importing.columns import Evidence
from cxloop.responses.importing.consent_words import CONSENT, asks_about_calls, may_be_called
from cxloop.responses.importing.dates import is_two_way, order_told_by
from cxloop.responses.importing.metrics import MetricGuess, guess_metric
from cxloop.responses.importing.reading import Table
from cxloop.responses.importing.refusals import sentence
from cxloop.responses.importing.shapes import NPS_GROUP, Shape
from cxloop.responses.importing.spelling import plain
from cxloop.responses.importing.texts import cleaned
from cxloop.responses.importing.words import ATTRIBUTE, IGNORED, is_the_companys, points_by_field
from cxloop.responses.scoring import SCALES

A_FIFTH, A_HALF, SEVERAL_TIMES = 0.2, 0.5, 0.8
MOST_STEPS, MOST_NAMED = 11, 8
WRITTEN_ORDER = re.compile(r"mm?[/. -]dd?[/. -]yy|dd?[/. -]mm?[/. -]yy")
"""The order of a date as a heading writes it: "Timestamp (mm/dd/yyyy)"."""
QUESTION_COLUMNS = ("question", "question text", "survey question", "domanda", "frage", "pregunta")


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask before or while importing; `blocking` when rows must not be read without the answer."""

    code: str
    blocking: bool
    facts: dict[str, Any] = field(default_factory=dict)

    def sentence(self, translate: Translate = _) -> str:
        return sentence(self.code, self.facts, translate)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person has decided; everything left None is guessed. `fields` is column name → field.

    `values` is a table of values: what a text in the score's column stands for, None for "no answer". `sure`: the scale
    is right whatever the values say; what lies outside it is set aside. `wave` and `same_ids`: what it means that ids
    come back with other answers.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    metric: str | None = None
    lowest: int | None = None
    highest: int | None = None
    date_order: str | None = None
    values: Mapping[str, int | None] = field(default_factory=dict)
    sure: bool = False
    wave: str | None = None
    same_ids: bool = False


def date_order(
    shape: Shape,
    sample: list[list[str]],
    rest: Iterator[tuple[int, list[str]]],
    column: int | None,
    chosen: str | None,
) -> tuple[str | None, list[Question]]:
    """Looks beyond the sample, to the end of the file if it must, before it asks."""
    if column is None:
        return None, [Question("no_date", blocking=False)]
    if written := WRITTEN_ORDER.search(plain(shape.columns[column])):
        chosen = chosen or ("month" if written[0].startswith("m") else "day")
    told: dict[str, str] = {}
    example = _look(told, (row[column] for row in sample if len(row) > column))
    if len(told) == 1:
        return next(iter(told)), []
    if chosen or not (told or example):
        return chosen, []
    if not told:
        _look(told, (cells[column] for line, cells in rest if len(cells) > column), until_told=True)
    if len(told) == 1:
        return next(iter(told)), []
    facts = {"column": shape.columns[column]}
    if told:
        return None, [
            Question("dates_contradict", True, facts | {order: cleaned(told[order])[:40] for order in told})
        ]
    return None, [Question("which_date_order", True, facts | {"example": cleaned(example or "")[:40]})]


def _look(told: dict[str, str], texts: Iterable[str], *, until_told: bool = False) -> str | None:
    """Note a date that tells each order; returns one that can be read two ways, if there is any."""
    example = None
    for text in texts:
        if (order := order_told_by(text)) is not None:
            told.setdefault(order, text)
            if until_told:
                break
        elif example is None and is_two_way(text):
            example = text
    return example


def rows_of_questions(shape: Shape, fields: list[str], evidence: list[Evidence]) -> list[Question]:
    """A file with a row for each question: its rows with one id are parts of one answer, which none of them holds."""
    named = next((at for at, name in enumerate(shape.columns) if plain(name) in QUESTION_COLUMNS), None)
    if named is None or evidence[named].distinct * evidence[named].filled < 2:
        return []
    for at, name in enumerate(shape.columns):
        is_id = fields[at] == "external_id" or "external_id" in points_by_field(name)
        if is_id and evidence[at].filled and evidence[at].distinct <= SEVERAL_TIMES:
            return [Question("rows_of_questions", True, {"column": shape.columns[named], "id": name})]
    return []


def unused(shape: Shape, fields: list[str], evidence: list[Evidence]) -> list[Question]:
    """Columns of sentences that nobody needs: what customers wrote there would be lost."""
    export = BY_KEY[shape.platform]
    lost = [
        at
        for at, held in enumerate(fields)
        if held == "ignored"
        and evidence[at].sentences >= A_FIFTH
        and evidence[at].letters >= A_FIFTH
        and not evidence[at].dates
        and not is_the_companys(shape.columns[at])
        and not export.ignores(plain(shape.columns[at]))
        and not export.marks_of(plain(shape.columns[at]))
    ]
    return (
        [
            Question(
                "words_unused",
                False,
                {"columns": ", ".join(f"“{cleaned(shape.labels[at])[:60]}”" for at in lost)},
            )
        ]
        if lost
        else []
    )


def wishes_to_be_called(shape: Shape, fields: list[str], evidence: list[Evidence]) -> list[Question]:
    """Says how a column about being called again is read, or that nobody heeds what it says."""
    asked = []
    for at, name in enumerate(shape.columns):
        counts = [(may_be_called(name, text), count) for text, count in evidence[at].values]
        facts = {"column": cleaned(shape.labels[at])[:60]}
        if fields[at] == CONSENT:
            refused = sum(count for given, count in counts if given is False)
            asked.append(Question("calls_refused", False, facts | {"refused": refused}))
        elif asks_about_calls(name) and evidence[at].filled:
            asked.append(Question("calls_not_read", False, facts))
    return asked


def unread_sheets(table: Table) -> list[Question]:
    if not table.other_sheets:
        return []
    others = ", ".join(cleaned(name)[:40] for name in table.other_sheets)
    return [Question("other_sheets", False, {"sheet": cleaned(table.sheet)[:40], "others": others})]


def metric_of(
    shape: Shape, fields: list[str], sample: list[list[str]], evidence: list[Evidence]
) -> MetricGuess | None:
    if "score" not in fields:
        return None
    at = fields.index("score")
    surveys = BY_KEY[shape.platform].surveys
    kinds = Counter(
        plain(row[position])
        for position, name in enumerate(shape.columns)
        if plain(name).replace("_", " ") in SURVEY_TYPES
        for row in sample
        if len(row) > position and row[position].strip()
    )
    if f"{shape.columns[at].lower()}{NPS_GROUP}" in map(str.lower, shape.columns):
        kinds = Counter({"nps": 1})
    is_told = len(kinds) == 1 or (bool(kinds) and all(kind in SCALES or kind in surveys for kind in kinds))
    said = kinds.most_common(1)[0][0] if is_told else ""
    if not said and any(one.vocabulary is not None and one.vocabulary.key == BANDS for one in evidence):
        said = "nps"  # promoters and detractors beside the score
    measured = surveys.get(said)
    label = f"{shape.labels[at]} {_asked_beside(shape, evidence)}".strip()
    return guess_metric(shape.columns[at], label, said, evidence[at], measured)


def _asked_beside(shape: Shape, evidence: list[Evidence]) -> str:
    """The one question that every row repeats in a column of its own; "" where there is none, or several."""
    for name, found in zip(shape.columns, evidence, strict=True):
        if plain(name) in QUESTION_COLUMNS and len(found.values) == 1:
            return found.values[0][0]
    return ""


def which_score(shape: Shape, fields: list[str], evidence: list[Evidence], *, blocking: bool) -> Question:
    """Names the columns that could be it: small whole numbers, words of a scale, or a few choices nobody explains."""
    could_be = [
        at
        for at, found in enumerate(evidence)
        if fields[at] in (IGNORED, ATTRIBUTE) and found.filled and _could_be_score(found)
    ]
    if not could_be:
        return Question("which_score", blocking)
    listed = ", ".join(f"“{cleaned(shape.labels[at])[:60]}”" for at in could_be[:MOST_NAMED])
    return Question("which_score_of", blocking, {"columns": listed})


def _could_be_score(found: Evidence) -> bool:
    if found.emails or found.dates:
        return False
    is_choice = 2 <= len(found.values) <= MOST_STEPS and found.distinct <= A_HALF and found.letters >= A_HALF
    return found.vocabulary is not None or found.scores >= A_HALF or is_choice


def decided(
    guess: MetricGuess | None, shape: Shape, fields: list[str], evidence: list[Evidence], choices: Choices
) -> tuple[MetricGuess, list[Question]]:
    if choices.metric is None and guess is not None and choices.highest is not None:
        return MetricGuess(guess.metric, choices.lowest or 0, choices.highest), []
    if choices.metric in SCALES:
        usual = SCALES[choices.metric]
        lowest = usual.lowest if choices.lowest is None else choices.lowest
        chosen = MetricGuess(choices.metric, lowest, choices.highest or usual.highest)
        return chosen, [] if guess else [which_score(shape, fields, evidence, blocking=True)]
    if guess is None:
        asked = which_score(shape, fields, evidence, blocking=choices.metric != "verbatim")
        return MetricGuess("verbatim", 0, 0), [asked]
    if guess.question is None:
        return guess, []
    at = fields.index("score")
    facts = {"column": shape.columns[at], "smallest": evidence[at].smallest, "largest": evidence[at].largest}
    return guess, [Question(guess.question, False, facts)]
