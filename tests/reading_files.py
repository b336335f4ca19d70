"""Writes a file and reads it, for the tests beside."""

from pathlib import Path

from cxloop.responses.importing.answers import Heard, Rejected
from cxloop.responses.importing.plan import plan_for
from cxloop.responses.importing.questions import Choices
from cxloop.responses.importing.rows import read_rows

HEADER = "Response ID,Score,Comment,Email,Submitted at\n"


def read(
    path: Path, content: str | bytes, choices: Choices | None = None, zone: str = "Europe/Rome"
) -> tuple[list[Heard], list[Rejected]]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    rows = list(read_rows(path, plan_for(path, zone, choices)))
    return [row for row in rows if isinstance(row, Heard)], [row for row in rows if isinstance(row, Rejected)]


def line_of(number: int, score: object = 7, comment: str = "fine", date: str = "2026-08-13 10:00:00") -> str:
    return f"r{number},{score},{comment},person{number}@example.com,{date}\n"
