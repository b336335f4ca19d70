"""Which platform wrote an export: where its answers start, what its columns are called, its time zone."""

import re
from dataclasses import dataclass

from cxloop.responses.descriptions import BY_KEY, DESCRIPTIONS, FILES_ALONE, PLAIN
from cxloop.responses.descriptions.description import WRITTEN_ZONE
from cxloop.responses.descriptions.google_forms import MOMENTS
from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.responses.importing.spelling import plain
from cxloop.responses.importing.texts import cleaned
from cxloop.responses.importing.words import points_by_field

MOST_COLUMNS = 500
LONGEST_NAME = 300
KNOWN_NAME = 80
TITLE_ROWS = 10
SEVERAL_PARTS = 2
LOOKS_LIKE_AN_ANSWER = re.compile(
    r"[^@\s]+@[^@\s]+\.\w+|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?|R_\w{10,}", re.ASCII
)
NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?", re.ASCII)
IMPORT_ID_ZONE = re.compile(r'"timeZone"\s*:\s*"([A-Za-z0-9_+/-]{1,60})"')
NPS_GROUP = "_nps_group"
SECOND_HEADINGS = {"submitdate", "lastpage"}
"""What LimeSurvey's second row of headings always holds."""


@dataclass(frozen=True, slots=True)
class Shape:
    """`columns` are unique names; `labels` the fuller question texts; `header_rows` records come before answers."""

    platform: str
    columns: tuple[str, ...]
    labels: tuple[str, ...]
    header_rows: int
    zone: str | None


def shape_of(rows: list[list[str]]) -> Shape:
    """From the first rows of a file. Raises UnreadableFile when no row can be a header."""
    at = _header_position(rows)
    header = rows[at]
    if len(header) > MOST_COLUMNS:
        raise UnreadableFile("too_many_columns", most=MOST_COLUMNS)
    filled = [cell for cell in header if cell.strip()]
    if any(LOOKS_LIKE_AN_ANSWER.fullmatch(cell.strip()) for cell in filled) or all(
        NUMBER.fullmatch(cell.strip()) for cell in filled
    ):
        raise UnreadableFile("header_missing")
    columns = _unique(header)
    below = rows[at + 1 : at + 3]
    if any('"ImportId"' in cell for row in below for cell in row):
        third = next(
            position for position, row in enumerate(below) if any('"ImportId"' in cell for cell in row)
        )
        zone = next((found[1] for cell in below[third] if (found := IMPORT_ID_ZONE.search(cell))), None)
        return Shape("qualtrics", columns, _labels(columns, below[0] if third else []), at + 2 + third, zone)
    if _is_answers_alone(header, rows[at + 1 :]):
        raise UnreadableFile("header_missing")
    names = {plain(name) for name in columns}
    description = next((one for one in (*FILES_ALONE, *DESCRIPTIONS) if one.wrote(names)), PLAIN)
    if description is PLAIN and plain(columns[0]) in MOMENTS:
        description = BY_KEY["google_forms"]
    platform = description.key
    zone = "UTC" if any("(utc)" in name for name in names) else description.zone
    zone = next((found[1] for name in columns if (found := WRITTEN_ZONE.search(name))), zone)
    if platform == "surveymonkey" and below and not below[0][0].strip():
        return Shape(platform, columns, _labels(columns, below[0], both=True), at + 2, zone)
    if below and _names_parts(header, below[0]):
        return Shape(platform, columns, _labels(tuple(header), below[0], both=True), at + 2, zone)
    if below and SECOND_HEADINGS.issubset(map(plain, below[0])):
        return Shape("limesurvey", columns, _labels(columns, []), at + 2, zone)
    if platform == "qualtrics" and below and _names_columns_again(below[0], columns):
        return Shape(platform, columns, _labels(columns, below[0]), at + 2, zone)
    return Shape(platform, columns, _labels(columns, []), at + 1, zone)


def _header_position(rows: list[list[str]]) -> int:
    """Past a `sep=;` line and past titles (a few filled cells) that stand above a wider row."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows[:TITLE_ROWS]]
    widest = max(filled, default=0)
    for position, row in enumerate(rows[:TITLE_ROWS]):
        if not filled[position] or (row[0].lower().startswith("sep=") and filled[position] <= 1):
            continue
        if 2 * filled[position] > widest or (len(row) >= widest and any(map(_is_known, row))):
            return position
    raise UnreadableFile("empty_file")


def _is_known(name: str) -> bool:
    return max(points_by_field(cleaned(name)[:LONGEST_NAME]).values(), default=0) >= KNOWN_NAME


def _is_answers_alone(header: list[str], below: list[list[str]]) -> bool:
    """Whether nothing in the first row is a name we know, and a number in it stands above numbers."""
    if any(points_by_field(cleaned(cell)[:LONGEST_NAME]) for cell in header if cell.strip()):
        return False
    return any(
        NUMBER.fullmatch(cell.strip())
        and all(NUMBER.fullmatch(row[at].strip()) for row in below if len(row) > at)
        for at, cell in enumerate(header)
    ) and bool(below)


def _names_columns_again(below: list[str], columns: tuple[str, ...]) -> bool:
    """Qualtrics' second row: "Start Date" under StartDate."""
    spoken = {plain(name).replace(" ", "") for name in columns}
    return sum(plain(cell).replace(" ", "") in spoken for cell in below if cell.strip()) >= 2


def _names_parts(header: list[str], below: list[str]) -> bool:
    """Whether the second row only names the parts of a question that the first row repeats over several columns."""
    filled = {at for at, cell in enumerate(below[: len(header)]) if cell.strip()}
    repeated = {at for at, cell in enumerate(header) if cell.strip() and header.count(cell) > 1}
    return (
        len(filled) >= SEVERAL_PARTS
        and filled <= repeated
        and not any(NUMBER.fullmatch(below[at].strip()) for at in filled)
        and len({below[at] for at in filled}) == len(filled)
    )


def _unique(header: list[str]) -> tuple[str, ...]:
    names: list[str] = []
    taken: set[str] = set()
    for position, cell in enumerate(header, 1):
        name = " ".join(cleaned(cell).split())[:LONGEST_NAME] or f"Column {position}"
        free, number = name, 2
        while free in taken:
            free, number = f"{name} ({number})", number + 1
        taken.add(free)
        names.append(free)
    return tuple(names)


def _labels(columns: tuple[str, ...], below: list[str], *, both: bool = False) -> tuple[str, ...]:
    texts = [" ".join(cleaned(cell).split())[:LONGEST_NAME] for cell in below]
    texts += [""] * (len(columns) - len(texts))
    grouped = {name[: -len(NPS_GROUP)] for name in map(str.lower, columns) if name.endswith(NPS_GROUP)}
    if grouped and not any(texts):
        texts = [f"{name} (NPS 0-10)" if name.lower() in grouped else "" for name in columns]
    if both:
        return tuple(f"{column} {text}".strip() for column, text in zip(columns, texts, strict=False))
    return tuple(text or column for column, text in zip(columns, texts, strict=False))
