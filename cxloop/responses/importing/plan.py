"""The plan of one import: which column is what, the metric, the zone, and what still has to be asked."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from itertools import islice
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cxloop.responses.descriptions import BY_KEY
from cxloop.responses.importing.columns import Evidence, evidence_of
from cxloop.responses.importing.customer_numbers import shared_number
from cxloop.responses.importing.guessing import SEVERAL, guess_fields, spare
from cxloop.responses.importing.questions import (
    Choices,
    Question,
    date_order,
    decided,
    metric_of,
    rows_of_questions,
    unread_sheets,
    unused,
    wishes_to_be_called,
)
from cxloop.responses.importing.reading import open_table
from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.responses.importing.score_values import NOTHING_TO_SAY, score_values
from cxloop.responses.importing.several_surveys import holds_rows_of, kinds_position, which_survey
from cxloop.responses.importing.shapes import Shape, shape_of
from cxloop.responses.importing.spelling import plain
from cxloop.responses.importing.stand_ins import without_stand_ins_of
from cxloop.responses.importing.texts import cleaned
from cxloop.responses.importing.words import ATTRIBUTE, FIELDS, IGNORED
from cxloop.responses.scoring import SCALES

SAMPLE = 1_000
HEADER_SEARCH = 12


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
    values: Mapping[str, int | None] = field(default_factory=dict)
    """The table of values, by plain text; None is no answer."""
    vocabulary: str | None = None
    """The scale in words whose other words are read as well."""
    wave: str | None = None
    """Its ids belong to this wave: a copy of the form counts from 1 again."""
    same_ids: bool = False
    """A person has said that ids that come back are the same answers, corrected."""
    sure: bool = False
    """A person has said that the scale is right whatever the values say."""
    kind_at: int | None = None
    """The column that says which survey a row belongs to; the rows of others are set aside."""
    score_values: tuple[tuple[str, int], ...] = ()
    """The score's different values with how often each stands in the sample, where they need a look."""

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
            self.values,
        )

    def positions_of(self, wanted: str) -> tuple[int, ...]:
        """Every column that holds a field, from left to right."""
        return tuple(at for at, held in enumerate(self.fields) if held == wanted)

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
                "score_values": tuple((text, count) for text, count in stored.get("score_values") or ()),
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
        numbered = list(islice(rows, HEADER_SEARCH + SAMPLE))
        first = [cells for line, cells in numbered]
        if not first:
            raise UnreadableFile("empty_file")
        shape = shape_of(first)
        sample = first[shape.header_rows :]
        description = BY_KEY[shape.platform]
        if clear := without_stand_ins_of(description):
            sample = [clear(row) for row in sample]
        if not sample:
            raise UnreadableFile("no_rows")
        width = len(shape.columns)
        evidence = [
            evidence_of([row[at] for row in sample if len(row) > at], description) for at in range(width)
        ]
        fields = _corrected(guess_fields(shape, evidence), shape, choices.fields)
        lines = [line for line, cells in numbered[shape.header_rows :]]
        number_questions = _checked_numbers(fields, shape, evidence, zip(lines, sample, strict=True), choices)
        dates = fields.index("answered_at") if "answered_at" in fields else None
        order, question = date_order(shape, sample, rows, dates, choices.date_order)
        guess = metric_of(shape, fields, sample, evidence)
        metric, metric_questions = decided(guess, shape, fields, evidence, choices)
        kind_at = kinds_position(shape, sample)
        survey_questions = which_survey(shape, sample, kind_at, choices.metric)
        if kind_at is not None and not holds_rows_of(shape, sample, kind_at, metric.metric):
            kind_at = None
        said = NOTHING_TO_SAY
        if "score" in fields and metric.metric in SCALES:
            at = fields.index("score")
            said = score_values(shape.columns[at], evidence[at], metric, choices, codes=description.codes)
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
            questions=tuple(
                sorted(
                    (
                        *question,
                        *survey_questions,
                        *metric_questions,
                        *number_questions,
                        *said.questions,
                        *rows_of_questions(shape, fields, evidence),
                        *unused(shape, fields, evidence),
                        *wishes_to_be_called(shape, fields, evidence),
                        *unread_sheets(table),
                    ),
                    key=lambda asked: not asked.blocking,
                )
            ),
            lines=table.lines,
            preview=tuple(tuple(cleaned(cell)[:200] for cell in row[:width]) for row in sample[:5]),
            values=said.table,
            vocabulary=said.vocabulary,
            score_values=said.shown,
            kind_at=kind_at,
            wave=choices.wave,
            same_ids=choices.same_ids,
            sure=choices.sure,
        )


def _corrected(guessed: dict[int, str], shape: Shape, corrections: Mapping[str, str]) -> list[str]:
    fields = [guessed[position] for position in range(len(shape.columns))]
    names = {plain(name): position for position, name in reversed(list(enumerate(shape.labels)))}
    names |= {plain(name): position for position, name in reversed(list(enumerate(shape.columns)))}
    chosen: dict[int, str] = {}
    for column, wanted in corrections.items():
        position = names.get(plain(column))
        if position is None:
            raise WrongMapping(f"no column “{column}”; the file has: {', '.join(shape.columns)}")
        if wanted not in FIELDS:
            raise WrongMapping(f"no field “{wanted}”; there are: {', '.join(FIELDS)}")
        if wanted not in (ATTRIBUTE, IGNORED) and not (wanted in SEVERAL and wanted in chosen.values()):
            fields = [IGNORED if other == wanted else other for other in fields]
        fields[position] = chosen[position] = wanted
    return fields


def _checked_numbers(
    fields: list[str],
    shape: Shape,
    evidence: list[Evidence],
    rows: Iterable[tuple[int, list[str]]],
    choices: Choices,
) -> list[Question]:
    """A number that two people have tells nobody: a guessed column is given up, a person's own choice is refused."""
    shared = shared_number(fields, rows)
    if shared is None:
        return []
    at = fields.index("contact_external_id")
    facts = {"column": cleaned(shape.columns[at])[:60], **shared}
    if "contact_external_id" in choices.fields.values():
        return [Question("number_of_two_people", True, facts)]
    fields[at] = spare(evidence[at])
    return [Question("number_not_used", False, facts)]


def _known_zone(written: str | None, otherwise: str) -> str:
    if written:
        try:
            return ZoneInfo(written).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    return otherwise
