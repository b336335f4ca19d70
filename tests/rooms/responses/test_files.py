"""Whole files: encodings, separators, header rows, damage and traps."""

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from cxloop.responses.importing.plan import plan_for
from cxloop.responses.importing.refusals import UnreadableFile
from tests.reading_files import HEADER, line_of, read

BODY = HEADER + line_of(1, 0, "così così – perché?") + line_of(2, 10)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "answers.csv"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_encoding_separator_and_line_end_reads_alike(
    file: Path, encoding: str, delimiter: str, line_end: str
) -> None:
    heard, rejected = read(file, BODY.replace(",", delimiter).replace("\n", line_end).encode(encoding))
    assert not rejected
    assert [(answer.score, answer.comment) for answer in heard] == [(0, "così così – perché?"), (10, "fine")]


def test_letters_of_windows_far_into_a_file_are_still_read(file: Path) -> None:
    rows = "".join(line_of(n, n % 11) for n in range(40_000)) + line_of(40_000, 3, "perché")
    heard, _ = read(file, (HEADER + rows).encode("cp1252"))
    assert heard[-1].comment == "perché"


def test_one_broken_letter_does_not_turn_utf8_into_windows(file: Path) -> None:
    heard, _ = read(
        file,
        HEADER.encode()
        + line_of(1, 0, "è é à ì ò ù ç ñ ö ü ß æ").encode()
        + b"r2,3,\xff,p@example.com,2026-08-13\n",
    )
    assert heard[0].comment == "è é à ì ò ù ç ñ ö ü ß æ"


@pytest.mark.parametrize(
    "content",
    ["<!doctype html><table><tr><td>Score", '[{"score": 3}]', "<?xml version='1.0'?><a>1</a>",
     "".join(chr(1 + n * 7 % 255) for n in range(3000))],
)  # fmt: skip
def test_another_kind_of_file_is_no_table(file: Path, content: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(file, content)
    assert refused.value.reason == "not_a_table"


def test_a_file_of_empty_lines_ends_soon(file: Path) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(file, (HEADER + line_of(1, 0)).encode() + b"\n" * 5_000_000)
    assert (refused.value.reason, refused.value.line) == ("blank_lines", 2)


@pytest.mark.parametrize("content", ["3,bad service\n9,good\n", "bad,3\ngood,9\n"])
def test_answers_without_column_names_are_not_taken_for_names(file: Path, content: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(file, content)
    assert refused.value.reason == "header_missing"


def test_a_title_of_several_cells_and_nameless_columns_are_no_obstacle(file: Path) -> None:
    file.write_text(
        "Report,,,\nMade on,01/09/2026,,\nID,Score,Comment,Date\n1,0,a,2026-08-13\n2,10,b,2026-08-13\n"
    )
    assert plan_for(file, "UTC").header_rows == 3
    file.write_text(",Score,\nx,0,z\ny,9,z\n")
    assert plan_for(file, "UTC").columns == ("Column 1", "Score", "Column 3")


QUALTRICS = "StartDate,EndDate,Status,RecordedDate,ResponseId,Q1_NPS_GROUP,Q1,Q2\n"
QUALTRICS_LABELS = (
    "Start Date,End Date,Response Type,Recorded Date,Response ID,a - Group,How likely are you to?,Why?\n"
)
QUALTRICS_IDS = (
    '"{""ImportId"":""x"",""timeZone"":""Europe/Rome""}",{},{},{},{},{},"{""ImportId"":""Q1""}",{}\n'
)


@pytest.mark.parametrize(
    "header", [QUALTRICS + QUALTRICS_LABELS + QUALTRICS_IDS, QUALTRICS + QUALTRICS_LABELS, QUALTRICS + QUALTRICS_IDS,
               QUALTRICS, QUALTRICS_LABELS],
)  # fmt: skip
def test_qualtrics_is_read_with_any_of_its_header_rows(file: Path, header: str) -> None:
    rows = "".join(
        f"2026-08-13 10:00:00,2026-08-13 10:00:00,{status},2026-08-13 10:00:00,R_abcdefghijkl{score},D,{score},ok\n"
        for score, status in ((0, "IP Address"), (9, "Survey Preview"))
    )
    heard, rejected = read(file, header + rows)
    assert ([answer.score for answer in heard], [row.reason for row in rejected]) == ([0], ["test_answer"])


REFUSED = {
    "empty_file": b"", "not_a_table": b"%PDF-1.7 binary", "old_excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 xls",
    "no_rows": HEADER.encode(), "header_missing": line_of(1).encode() + line_of(2).encode(),
    "too_many_columns": ",".join(map(str, range(10_000))).encode() + b",x\n1\n",
    "line_too_long": b"x" * (3 << 20),
    "field_too_long": f"{HEADER}r1,3,{'x' * 1_000_000},a@example.com,2026-08-13\n".encode(),
    "broken_excel": b"PK\x03\x04 not a zip",
}  # fmt: skip


@pytest.mark.parametrize("reason", REFUSED)
def test_a_file_that_is_no_table_is_refused_with_one_sentence(file: Path, reason: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(file, REFUSED[reason])
    assert refused.value.reason == reason
    assert refused.value.sentence().endswith(".")


def test_titles_a_separator_line_and_doubled_or_missing_names_are_no_obstacle(file: Path) -> None:
    file.write_text("sep=;\nAnswers of August\nScore;Note;Note;\n0;a;b;c\n10;d;e;f\n")
    assert plan_for(file, "UTC").columns == ("Score", "Note", "Note (2)", "Column 4")


@pytest.mark.parametrize("at", [1, 2, 500, 999])
def test_a_quote_left_open_stops_the_file_with_its_line(file: Path, at: int) -> None:
    rows = "".join(line_of(n, n % 11, '"never closed' if n == at else "fine") for n in range(1, 1001))
    if at == 999:
        heard, rejected = read(file, HEADER + rows)
        assert ([row.line for row in rejected], len(heard)) == ([at + 1], 999)
        return
    with pytest.raises(UnreadableFile) as refused:
        read(file, HEADER + rows)
    assert (refused.value.reason, refused.value.line) == ("unclosed_quote", at + 1)


def test_a_quote_left_open_before_other_quotes_costs_one_row(file: Path) -> None:
    rows = "".join(line_of(n, n % 11, '"open' if n == 7 else '"in quotes, all of it"') for n in range(1, 31))
    heard, rejected = read(file, HEADER + rows)
    assert [(row.line, row.reason) for row in rejected] == [(8, "quote_left_open")]
    assert len(heard) == 29


def test_comments_of_many_lines_are_no_damage(file: Path) -> None:
    comment = '"' + "\n".join(f"line {n}, with a comma and a quote" for n in range(40)) + '"'
    heard, rejected = read(file, HEADER + "".join(line_of(n, n % 11, comment) for n in range(300)))
    assert (len(heard), len(rejected)) == (300, 0)
    assert heard[1].line == 42


def test_stray_quotes_inside_a_line_are_read_as_a_spreadsheet_reads_them(file: Path) -> None:
    heard, rejected = read(file, HEADER + line_of(1, 0, '"so called" service') + line_of(2, 10, '5" pipe'))
    assert not rejected
    assert [answer.comment for answer in heard] == ["so called service", '5" pipe']


def workbook(path: Path, cells: dict[tuple[int, int], object]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for (row, column), value in cells.items():
            sheet.write(row, column, value)
    return path


def test_two_cells_far_apart_are_refused_before_a_grid_is_laid_out(tmp_path: Path) -> None:
    far = workbook(tmp_path / "far.xlsx", {(0, 0): "Score", (900_000, 300): 3})
    with pytest.raises(UnreadableFile, match="too much memory"):
        plan_for(far, "UTC")


def rebuilt(tmp_path: Path, extra: dict[str, bytes]) -> Path:
    path = workbook(tmp_path / "plain.xlsx", {(0, 0): "Score", (1, 0): 3, (2, 0): 9})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, body in extra.items():
            archive.writestr(name, body)
    return path


BOMBS = {
    "macros": ({"xl/vbaProject.bin": b"x"}, "macro_excel"),
    "ratio": ({"xl/media/a.xml": b"\0" * 20_000_000}, "unpacks_too_big"),
    "entries": ({f"xl/x{number}": b"" for number in range(1_001)}, "unpacks_too_big"),
    "path": ({"xl/../../evil": b"x"}, "broken_excel"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, bomb: str) -> None:
    extra, reason = BOMBS[bomb]
    with pytest.raises(UnreadableFile) as refused:
        plan_for(rebuilt(tmp_path, extra), "UTC")
    assert refused.value.reason == reason


def test_a_workbook_with_numbers_and_dates_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, dates = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for row, cells in enumerate([["Voto", "Data"], [0, 46247.5], [10, 46248.25]]):
            sheet.write(row, 0, cells[0])
            sheet.write(row, 1, cells[1], dates)
    heard, rejected = read(path, path.read_bytes())
    assert not rejected
    assert [(answer.score, answer.answered_at.isoformat()) for answer in heard if answer.answered_at] == [
        (0, "2026-08-13T10:00:00+00:00"),
        (10, "2026-08-14T04:00:00+00:00"),
    ]


def test_a_cover_sheet_is_passed_over_and_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Cover").write_column(0, 0, ["Report", "of August"])
        sheet = book.add_worksheet("Answers")
        for row, cells in enumerate([["Voto", "Commento"], [0, "male"], [10, "bene"]]):
            sheet.write_row(row, 0, cells)
    heard, _ = read(path, path.read_bytes())
    assert [answer.score for answer in heard] == [0, 10]
    assert "The workbook also has: Cover." in " ".join(q.sentence() for q in plan_for(path, "UTC").questions)
