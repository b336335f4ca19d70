"""Which platform wrote an export: where its answers start, what its columns are called, its time zone."""

import re
from dataclasses import dataclass

from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.responses.importing.texts import cleaned

MOST_COLUMNS = 500
LONGEST_NAME = 300
TITLE_ROWS = 10
LOOKS_LIKE_AN_ANSWER = re.compile(
    r"[^@\s]+@[^@\s]+\.\w+|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?|R_\w{10,}", re.ASCII
)
NUMBER = re.compile(r"[-+]?\d+([.,]\d+)?", re.ASCII)
IMPORT_ID_ZONE = re.compile(r'"timeZone"\s*:\s*"([A-Za-z0-9_+/-]{1,60})"')
MARKS = (
    ("delighted", ("response id", "survey type")),
    ("limesurvey", ("id risposta", "ultima pagina")),
    ("limesurvey", ("response id", "last page")),
    ("limesurvey", ("id", "lastpage")),
    ("typeform", ("#", "network id")),
    ("surveymonkey", ("respondent id", "collector id")),
    ("surveymonkey", ("respondent_id", "collector_id")),
)
GOOGLE_FIRST_COLUMN = ("timestamp", "informazioni cronologiche")


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
    names = {name.lower() for name in columns}
    platform = next((platform for platform, marks in MARKS if names.issuperset(marks)), "plain")
    if columns[0].lower() in GOOGLE_FIRST_COLUMN:
        platform = "google_forms"
    zone = "UTC" if platform == "delighted" or any("(utc)" in name for name in names) else None
    if platform == "surveymonkey" and below and not below[0][0].strip():
        return Shape(platform, columns, _labels(columns, below[0], both=True), at + 2, zone)
    return Shape(platform, columns, columns, at + 1, zone)


def _header_position(rows: list[list[str]]) -> int:
    """Past a `sep=;` line and past titles (one filled cell) that stand above a wider row."""
    widest = max((sum(bool(cell.strip()) for cell in row) for row in rows[:TITLE_ROWS]), default=0)
    for position, row in enumerate(rows[:TITLE_ROWS]):
        filled = sum(bool(cell.strip()) for cell in row)
        if row[0].lower().startswith("sep=") and filled <= 1:
            continue
        if filled > 1 or (filled == 1 and widest == 1):
            return position
    raise UnreadableFile("empty_file")


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
    if both:
        return tuple(f"{column} {text}".strip() for column, text in zip(columns, texts, strict=False))
    return tuple(text or column for column, text in zip(columns, texts, strict=False))
