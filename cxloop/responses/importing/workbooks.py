"""Whether a workbook is safe to unpack, found without unpacking it into memory."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from cxloop.responses.importing.refusals import UnreadableFile

MOST_BYTES = 100 * 1024 * 1024
MOST_ENTRIES = 1_000
HIGHEST_RATIO = 100
SMALL_ENTRY = 1024 * 1024
MOST_COLUMNS = 500
MOST_CELLS = 4_000_000
MOST_SHARED_TEXT = 64 * 1024 * 1024
CHUNK = 1 << 20
LONGEST_TAG = 512
USUAL_CELL = re.compile(rb'<c r="([A-Z]{1,3})\d{1,7}"')
USUAL_ROW = re.compile(rb'<row r="(\d{1,9})"')
USUAL_SHARED = re.compile(rb't="s"[^<>]{0,60}><v>(\d{1,9})<')
ANY_CELL = re.compile(rb"<(?:\w{1,20}:)?c[\s/>]")
ANY_ROW = re.compile(rb"<(?:\w{1,20}:)?row[\s/>]")
TAG = re.compile(rb"<(?:\w+:)?(row|c)[\s/>]([^<>]{0,300})>?(?:<(?:\w+:)?v>(\d{1,9})<)?")
ROW_NUMBER = re.compile(rb"\br\s*=\s*[\"'](\d{1,9})[\"']")
CELL_COLUMN = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,9})\d")
SHARED = re.compile(rb"\bt\s*=\s*[\"']s[\"']")


def check_workbook(path: Path) -> None:
    """Raises UnreadableFile for bombs, macros, foreign archives and sheets whose grid would not fit in memory.

    A sheet is laid out as a full grid when it is opened, so two cells far apart cost as much as all between.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_entries(archive)
            texts = _shared_text_lengths(archive)
            for entry in archive.infolist():
                if "/worksheets/" in entry.filename and not entry.filename.endswith(".rels"):
                    _check_grid(archive, entry.filename, texts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise UnreadableFile("broken_excel") from error


def _check_entries(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if any(name.endswith("vbaProject.bin") for name in names):
        raise UnreadableFile("macro_excel")
    if not any(name.startswith("xl/") for name in names):
        raise UnreadableFile("not_a_table")
    total = sum(entry.file_size for entry in entries)
    if total > MOST_BYTES or len(entries) > MOST_ENTRIES:
        raise UnreadableFile("unpacks_too_big")
    for entry in entries:
        if entry.file_size > SMALL_ENTRY and entry.file_size > HIGHEST_RATIO * max(entry.compress_size, 1):
            raise UnreadableFile("unpacks_too_big")
        if ".." in entry.filename.split("/") or entry.filename.startswith("/"):
            raise UnreadableFile("broken_excel")


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The entry in pieces that never cut a tag in two."""
    rest, read = b"", 0
    with archive.open(name) as entry:
        while chunk := entry.read(CHUNK):
            read += len(chunk)
            if read > MOST_BYTES:
                raise UnreadableFile("unpacks_too_big")
            text = rest + chunk
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text or text[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise UnreadableFile("broken_excel")
            cut = text.rfind(b"<", max(0, len(text) - LONGEST_TAG))
            cut = max(text.rfind(b"<c", 0, cut + 2), text.rfind(b"<row", 0, cut + 4)) if cut > 0 else -1
            cut = cut if cut > len(text) - LONGEST_TAG else len(text)
            yield text[:cut]
            rest = text[cut:]
    yield rest


def _shared_text_lengths(archive: zipfile.ZipFile) -> list[int]:
    """How many bytes each shared text takes, in the order cells refer to them."""
    name = next((name for name in archive.namelist() if name.lower().endswith("sharedstrings.xml")), None)
    lengths: list[int] = []
    if name is None:
        return lengths
    open_for = 0
    for chunk in _chunks(archive, name):
        pieces = re.split(rb"<(?:\w+:)?si[\s>/]", chunk)
        open_for += len(pieces[0])
        for piece in pieces[1:]:
            lengths.append(open_for)
            open_for = len(piece)
    lengths.append(open_for)
    return lengths[1:]


def _check_grid(archive: zipfile.ZipFile, name: str, texts: list[int]) -> None:
    rows = widest = text = 0
    for chunk in _chunks(archive, name):
        usual = USUAL_CELL.findall(chunk)
        if len(usual) == len(ANY_CELL.findall(chunk)) and chunk.count(b"<row r=") == len(
            ANY_ROW.findall(chunk)
        ):
            widest = max(widest, *map(_column_number, set(usual)), 0)
            rows = max(rows, *map(int, USUAL_ROW.findall(chunk)), 0)
            text += sum(texts[index] for index in map(int, USUAL_SHARED.findall(chunk)) if index < len(texts))
        else:
            rows, widest, text = _grid_tag_by_tag(chunk, texts, rows, widest, text)
        if widest > MOST_COLUMNS:
            raise UnreadableFile("too_many_columns", most=MOST_COLUMNS)
        if widest * rows > MOST_CELLS or text > MOST_SHARED_TEXT:
            raise UnreadableFile("unpacks_too_big")


def _grid_tag_by_tag(
    chunk: bytes, texts: list[int], rows: int, widest: int, text: int
) -> tuple[int, int, int]:
    """For sheets not written as Excel writes them: cells may leave their place out, and tags may have a prefix."""
    column = 0
    for tag, attributes, shared in TAG.findall(chunk):
        if tag == b"row":
            number = ROW_NUMBER.search(attributes)
            rows = max(rows + 1, int(number[1]) if number else 0)
            column = 0
            continue
        letters = CELL_COLUMN.search(attributes)
        column = _column_number(letters[1]) if letters else column + 1
        widest = max(widest, column)
        if shared and SHARED.search(attributes) and int(shared) < len(texts):
            text += texts[int(shared)]
    return rows, widest, text


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
