"""Workbooks of every kind: read right, or refused in words; whatever happens to the child, nobody else notices."""

import resource
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cxloop.responses.importing import spreadsheets
from cxloop.responses.importing.reading import open_table
from cxloop.responses.importing.refusals import SENTENCES, UnreadableFile
from tests.breadth import number
from tests.workbook_files import (
    READABLE,
    TRANSITIONAL,
    far_cell,
    hostile,
    many_shared_texts,
    plain,
    sheet_of,
    strict,
    with_prefixes,
    zipped,
)

ROWS = [(1, ["Score", "Comment"]), (2, ["3", "Late & cold"]), (3, ["9", "Fine"])]
ENDED = ("needs_too_much", "takes_too_long")


def rows_of(path: Path, content: bytes) -> list[tuple[int, list[str]]]:
    path.write_bytes(content)
    with open_table(path) as table:
        return list(table.rows)


def reason_of(path: Path, content: bytes) -> str:
    """ "read", or the code of the refusal, which has a sentence."""
    try:
        rows_of(path, content)
    except UnreadableFile as refused:
        return refused.reason if refused.sentence() else ""
    return "read"


@pytest.mark.parametrize("name", READABLE)
def test_a_workbook_is_read_however_its_package_is_written(tmp_path: Path, name: str) -> None:
    assert rows_of(tmp_path / "a", zipped(READABLE[name](plain()))) == ROWS


def test_strict_and_prefixed_at_once_is_read_too(tmp_path: Path) -> None:
    assert rows_of(tmp_path / "a", zipped(with_prefixes(strict(plain())))) == ROWS


@pytest.mark.parametrize("place", ["XFD1048576", "ABC1048576", "SR1048576"])
def test_a_cell_far_away_is_refused_in_words(tmp_path: Path, place: str) -> None:
    assert reason_of(tmp_path / "a", zipped(far_cell(place))) in (*ENDED, "too_many_columns")


def test_a_hundred_columns_away_is_too_wide(tmp_path: Path) -> None:
    assert reason_of(tmp_path / "a", zipped(far_cell("XFD2"))) == "too_many_columns"


def test_a_text_that_a_million_cells_mean_is_refused(tmp_path: Path) -> None:
    assert reason_of(tmp_path / "a", zipped(many_shared_texts(30_000, 60_000))) in ENDED


def test_a_text_longer_than_a_cell_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="line 1 "):
        rows_of(tmp_path / "a", zipped(many_shared_texts(200_000, 4)))


@pytest.mark.campaign
def test_four_and_a_half_million_cells_are_read_or_refused(tmp_path: Path) -> None:
    cells = "<c><v>1</v></c>" * 9
    rows = f"<row>{cells}</row>" * 500_000
    parts = plain()
    parts[sheet_of(parts)] = (
        f'<worksheet xmlns="{TRANSITIONAL}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    )
    with zipfile.ZipFile(tmp_path / "a", "w", zipfile.ZIP_STORED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    with open_table(tmp_path / "a") as table:
        assert sum(1 for _row in table.rows) == 500_000


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3_000)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (LOCKED + "EncryptedPackage".encode("utf-16-le") + bytes(600), "locked_excel"),
        (LOCKED + "Workbook".encode("utf-16-le"), "old_excel"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "open_document"),
        (zipped(plain() | {"xl/sharedStrings.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><sst/>'}), "broken_excel"),
        (zipped({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}), "not_a_table"),
        (zipped(plain())[:900], "broken_excel"),
        (b"PK\x03\x04", "broken_excel"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_of_ours_is_told_what_it_is(tmp_path: Path, content: bytes, reason: str) -> None:
    assert reason_of(tmp_path / "a.xlsx", content) == reason


def test_a_child_that_is_killed_or_silent_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = zipped(plain())
    monkeypatch.setattr(spreadsheets, "CHILD", ["/bin/sh", "-c", "kill -9 $$"])
    assert reason_of(tmp_path / "a", content) == "takes_too_long"
    monkeypatch.setattr(spreadsheets, "CHILD", ["/bin/sh", "-c", "kill -6 $$"])
    assert reason_of(tmp_path / "a", content) == "needs_too_much"
    monkeypatch.setattr(spreadsheets, "CHILD", ["/bin/sh", "-c", "sleep 60"])
    monkeypatch.setattr(spreadsheets, "PATIENCE", 0.2)
    assert reason_of(tmp_path / "a", content) == "takes_too_long"
    for nonsense in ("printf '\\377\\377\\377\\377'", "printf '\\000\\000\\000\\002hi'"):
        monkeypatch.setattr(spreadsheets, "CHILD", ["/bin/sh", "-c", nonsense])
        assert reason_of(tmp_path / "a", content) == "broken_excel"


def test_no_more_than_three_are_read_at_once_and_the_next_is_told_so(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(zipped(plain()))
    monkeypatch.setattr(spreadsheets, "WAITS", 0.05)
    reading = [spreadsheets.SpreadsheetRows(path) for _number in range(3)]
    with pytest.raises(UnreadableFile, match="Other workbooks"):
        spreadsheets.SpreadsheetRows(path)
    for one in reading:
        one.close()
    assert rows_of(path, path.read_bytes()) == ROWS


def all_are_read_or_refused(folder: Path, seeds: range) -> dict[str, int]:
    def judged(seed: int) -> str:
        return reason_of(folder / str(seed), hostile(seed))

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with ThreadPoolExecutor(2) as threads:
        reasons = list(threads.map(judged, seeds))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 256 * 1024, f"{grown} KB"
    assert set(reasons) <= {"read", *SENTENCES}
    return {reason: reasons.count(reason) for reason in set(reasons)}


@pytest.mark.timeout(600)
def test_hostile_workbooks_are_read_or_refused(tmp_path: Path) -> None:
    assert len(all_are_read_or_refused(tmp_path, range(0, 200, number(2, wide=1)))) > 4


@pytest.mark.campaign
@pytest.mark.timeout(3600)
def test_five_thousand_hostile_workbooks_are_read_or_refused(tmp_path: Path) -> None:
    all_are_read_or_refused(tmp_path, range(1_000, 6_000))
