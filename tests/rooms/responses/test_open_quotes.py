"""A quotation mark that is never closed must not swallow a file, and a long comment must not look like one."""

import csv
import io
import re
from pathlib import Path
from random import Random

import pytest

from cxloop.responses.importing.plan import plan_for
from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.responses.importing.rows import read_rows

HEADER = ["Response ID", "Score", "Comment", "Email", "Submitted at"]
PLAIN = re.compile(r"[\",;\t\r\n]+")
LINES = [
    "Too slow, twice.",
    'The "new" portal',
    "- first; second",
    "",
    "perché?",
    '5" pipe, 1/2',
    "=1+1",
    "Ciao,\tMarta",
]


def real_looking(chance: Random, rows: int) -> list[list[str]]:
    """Answers of whom some write several paragraphs, with commas, quotes and lists."""
    return [
        [f"r{n}", str(n % 11), _comment(chance), f"p{n}@example.com", f"2026-08-{1 + n % 28:02} 10:00:00"]
        for n in range(rows)
    ]


def _comment(chance: Random) -> str:
    lines = chance.choice([0, 1, 1, 1, 2, 5, 12, 45])
    return chance.choice(["\n", "\r\n"]).join(chance.choice(LINES) for _ in range(lines))


def written(rows: list[list[str]], chance: Random) -> str:
    out = io.StringIO()
    style = chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    csv.writer(out, delimiter=chance.choice(",;\t"), lineterminator="\n", quoting=style).writerows(
        [HEADER, *rows]
    )
    return out.getvalue()


def flagged_lines(path: Path, content: str) -> list[int]:
    """The line of an open quote: of the refusal, or of the row set aside for it."""
    path.write_text(content, newline="")
    try:
        return [
            row.line
            for row in read_rows(path, plan_for(path, "UTC"))
            if getattr(row, "reason", "") == "quote_left_open"
        ]
    except UnreadableFile as refused:
        return [refused.line or 0] if refused.reason == "unclosed_quote" else [-1]


def every_open_quote_is_flagged(path: Path, files: int) -> None:
    for seed in range(files):
        chance = Random(seed)
        rows = [[PLAIN.sub(" ", cell) for cell in row] for row in real_looking(chance, 400)]
        at, delimiter = chance.randrange(400), chance.choice(",;\t")
        rows[at][2] = f'"{rows[at][2]}'
        content = "".join(delimiter.join(row) + "\n" for row in [HEADER, *rows])
        assert flagged_lines(path, content) == [at + 2], seed


def no_long_comment_is_flagged(path: Path, files: int) -> None:
    for seed in range(files):
        chance = Random(seed)
        rows = real_looking(chance, chance.choice([3, 20, 60, 300]))
        assert flagged_lines(path, written(rows, chance)) == [], seed


def test_an_open_quote_is_flagged_with_its_line(tmp_path: Path) -> None:
    every_open_quote_is_flagged(tmp_path / "a.csv", 10)


def test_long_comments_are_not(tmp_path: Path) -> None:
    no_long_comment_is_flagged(tmp_path / "a.csv", 40)


@pytest.mark.campaign
@pytest.mark.timeout(1200)
def test_a_hundred_open_quotes_are_flagged_and_none_of_a_thousand_long_comments(tmp_path: Path) -> None:
    every_open_quote_is_flagged(tmp_path / "a.csv", 100)
    no_long_comment_is_flagged(tmp_path / "a.csv", 1000)
