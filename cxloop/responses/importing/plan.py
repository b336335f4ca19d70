"""The plan of one import: which column is what, the metric, the zone, and what still has to be asked."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from itertools import islice
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cxloop.responses.importing.columns import Evidence, evidence_of
from cxloop.responses.importing.dates import is_two_way, order_of
from cxloop.responses.importing.guessing import guess_fields
from cxloop.responses.importing.metrics import MetricGuess, guess_metric
from cxloop.responses.importing.reading import open_table
from cxloop.responses.importing.refusals import Translate, UnreadableFile, _, sentence
from cxloop.responses.importing.shapes import Shape, shape_of
from cxloop.responses.importing.texts import cleaned
from cxloop.responses.importing.words import ATTRIBUTE, FIELDS, IGNORED, plain
from cxloop.responses.scoring import SCALES

SAMPLE = 1_000
HEADER_SEARCH = 12


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
    """What a person has decided; everything left None is guessed. `fields` is column name → field."""

    fields: Mapping[str, str] = field(default_factory=dict)
    metric: str | None = None
    lowest: int | None = None
    highest: int | None = None
    date_order: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """`fields` has one of `words.FIELDS` per column; `date_order` is "day", "month" or None when it does not matter."""

    platform: str
    columns: tuple[str, ...]
    labels: tuple[str, ...]
    header_rows: int
    fields: tuple[str, ...]
    metric: str
    lowest: int
    highest: int
    date_order: str | None
    zone: str
    questions: tuple[Question, ...]
    lines: int
    preview: tuple[tuple[str, ...], ...]

    @property
    def is_ready(self) -> bool:
        return not any(question.blocking for question in self.questions)

    @property
    def rows_expected(self) -> int:
        """About how many answers the file holds; comments of several lines make it too many."""
        return max(self.lines - self.header_rows, 0)

    def position_of(self, wanted: str) -> int | None:
        return self.fields.index(wanted) if wanted in self.fields else None

    def choices(self) -> Choices:
        """The plan as decisions, to be made again with another file of the same shape."""
        return Choices(
            dict(zip(self.columns, self.fields, strict=True)),
            self.metric,
            self.lowest,
            self.highest,
            self.date_order,
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        known = {item.name for item in fields(cls)}
        return cls(
            **{
                **{name: value for name, value in stored.items() if name in known},
                "columns": tuple(stored["columns"]),
                "labels": tuple(stored["labels"]),
                "fields": tuple(stored["fields"]),
                "questions": tuple(Question(**question) for question in stored["questions"]),
                "preview": tuple(tuple(row) for row in stored["preview"]),
            }
        )


class WrongMapping(ValueError):
    """A correction names a column the file does not have, or a field that does not exist."""


def plan_for(path: Path, zone: str, choices: Choices | None = None) -> Plan:
    """Reads as much of the file as the plan needs. Raises UnreadableFile, or WrongMapping for wrong choices.

    `zone` is where dates without a zone were written down, unless the file names its own.
    """
    choices = choices or Choices()
    with open_table(path) as table:
        rows = iter(table.rows)
        first = [cells for line, cells in islice(rows, HEADER_SEARCH + SAMPLE)]
        if not first:
            raise UnreadableFile("empty_file")
        shape = shape_of(first)
        sample = first[shape.header_rows :]
        if not sample:
            raise UnreadableFile("no_rows")
        width = len(shape.columns)
        evidence = [evidence_of([row[at] for row in sample if len(row) > at]) for at in range(width)]
        fields = _corrected(guess_fields(shape, evidence), shape, choices.fields)
        dates = fields.index("answered_at") if "answered_at" in fields else None
        order, question = _date_order(shape, sample, rows, dates, choices.date_order)
        guess = _metric(shape, fields, sample, evidence)
        metric, metric_questions = _decided(guess, shape, fields, evidence, choices)
        return Plan(
            platform=shape.platform,
            columns=shape.columns,
            labels=shape.labels,
            header_rows=shape.header_rows,
            fields=tuple(fields),
            metric=metric.metric,
            lowest=metric.lowest,
            highest=metric.highest,
            date_order=order,
            zone=_known_zone(shape.zone, zone),
            questions=tuple(sorted((*question, *metric_questions), key=lambda asked: not asked.blocking)),
            lines=table.lines,
            preview=tuple(tuple(cleaned(cell)[:200] for cell in row[:width]) for row in sample[:5]),
        )


def _corrected(guessed: dict[int, str], shape: Shape, corrections: Mapping[str, str]) -> list[str]:
    fields = [guessed[position] for position in range(len(shape.columns))]
    names = {plain(name): position for position, name in reversed(list(enumerate(shape.labels)))}
    names |= {plain(name): position for position, name in reversed(list(enumerate(shape.columns)))}
    for column, wanted in corrections.items():
        position = names.get(plain(column))
        if position is None:
            raise WrongMapping(f"no column “{column}”; the file has: {', '.join(shape.columns)}")
        if wanted not in FIELDS:
            raise WrongMapping(f"no field “{wanted}”; there are: {', '.join(FIELDS)}")
        if wanted not in (ATTRIBUTE, IGNORED):
            fields = [IGNORED if other == wanted else other for other in fields]
        fields[position] = wanted
    return fields


def _date_order(
    shape: Shape,
    sample: list[list[str]],
    rest: Iterator[tuple[int, list[str]]],
    column: int | None,
    chosen: str | None,
) -> tuple[str | None, list[Question]]:
    """Looks beyond the sample, to the end of the file if it must, before it asks."""
    if column is None:
        return None, [Question("no_date", blocking=False)]
    texts = [row[column] for row in sample if len(row) > column]
    example = next((text for text in texts if is_two_way(text)), None)
    order = order_of(texts)
    if order is None and example is not None:
        order = chosen or order_of(cells[column] for line, cells in rest if len(cells) > column)
        if order is None:
            asked = Question(
                "which_date_order", True, {"example": cleaned(example)[:40], "column": shape.columns[column]}
            )
            return None, [asked]
    return order, []


def _metric(
    shape: Shape, fields: list[str], sample: list[list[str]], evidence: list[Evidence]
) -> MetricGuess | None:
    if "score" not in fields:
        return None
    at = fields.index("score")
    kinds = {
        plain(row[position])
        for position, name in enumerate(shape.columns)
        if plain(name) in ("survey type", "metric", "metrica")
        for row in sample
        if len(row) > position
    }
    return guess_metric(
        shape.columns[at], shape.labels[at], kinds.pop() if len(kinds) == 1 else "", evidence[at]
    )


def _decided(
    guess: MetricGuess | None, shape: Shape, fields: list[str], evidence: list[Evidence], choices: Choices
) -> tuple[MetricGuess, list[Question]]:
    if choices.metric in SCALES:
        usual = SCALES[choices.metric]
        lowest = usual.lowest if choices.lowest is None else choices.lowest
        chosen = MetricGuess(choices.metric, lowest, choices.highest or usual.highest)
        return chosen, [] if guess else [Question("which_score", blocking=True)]
    if guess is None:
        return MetricGuess("verbatim", 0, 0), [Question("which_score", blocking=choices.metric != "verbatim")]
    if guess.question is None:
        return guess, []
    at = fields.index("score")
    facts = {"column": shape.columns[at], "smallest": evidence[at].smallest, "largest": evidence[at].largest}
    return guess, [Question(guess.question, False, facts)]


def _known_zone(written: str | None, otherwise: str) -> str:
    if written:
        try:
            return ZoneInfo(written).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    return otherwise
