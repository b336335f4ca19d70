"""A workbook's parts found by its relations, and laid out as the reader expects them.

The reader knows parts by the names Excel gives them. Any name, folder, letter case or namespace prefix is allowed, so a
package written otherwise is copied to one written as usual. Runs in the child that reads workbooks, under its limits.
"""

import posixpath
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote
from xml.parsers import expat  # a document type is refused below, so there are no entities to expand
from xml.sax.saxutils import quoteattr

CHUNK = 1 << 16
MOST_OF_A_SMALL_PART = 4 * 1024 * 1024
USUAL = {"workbook": "xl/workbook.xml", "sharedStrings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


class NoWorkbook(ValueError):
    """The archive is something else: a text document, a folder of files, another program's sheets."""


@dataclass
class Book:
    """Sheets as (name, state, part); other parts by kind; `is_usual` where the reader finds all that by itself."""

    part: str
    sheets: list[tuple[str, str, str]] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)
    counts_from_1904: bool = False
    is_usual: bool = True


def book_of(archive: zipfile.ZipFile) -> Book:
    """Raises NoWorkbook; ValueError, KeyError or ExpatError for a damaged one."""
    names = {name.casefold(): name for name in archive.namelist()}
    book = Book(_main_part(archive, names))
    relations = _relations(archive, names, book.part)
    for kind, part in relations.values():
        if kind in USUAL:
            book.parts[kind] = part
    sheets = _Sheets(archive, names[book.part.casefold()])
    book.counts_from_1904 = sheets.counts_from_1904
    for name, state, relation in sheets.found:
        kind, part = relations.get(relation, ("", ""))
        if kind == "worksheet" and part.casefold() in names:
            book.sheets.append((name, state, names[part.casefold()]))
    placed = {"workbook": book.part, **book.parts}
    book.is_usual = sheets.is_usual and all(part == USUAL[kind] for kind, part in placed.items())
    book.is_usual &= all(part.startswith("xl/") for _name, _state, part in book.sheets)
    for part in [part for _name, _state, part in book.sheets] + list(book.parts.values()):
        if part.casefold() in names:
            _refuse_document_type(archive, names[part.casefold()])
    return book


def written_as_usual(archive: zipfile.ZipFile, book: Book, path: Path) -> None:
    """Copy what a reader needs to a package of the usual names."""
    names = {name.casefold(): name for name in archive.namelist()}
    sheets, links = [], []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as copy:
        copied = {
            part: f"worksheets/sheet{number}.xml" for number, (_n, _s, part) in enumerate(book.sheets, 1)
        }
        for number, (name, state, part) in enumerate(book.sheets, 1):
            kept = f' state="{state}"' if state in ("hidden", "veryHidden") else ""
            sheets.append(f'<sheet name={quoteattr(name)} sheetId="{number}"{kept} r:id="r{number}"/>')
            links.append((f"r{number}", "worksheet", copied[part]))
        for kind in ("sharedStrings", "styles"):
            if there := names.get(book.parts.get(kind, "").casefold()):
                copied[there] = USUAL[kind].removeprefix("xl/")
                links.append((kind, kind, copied[there]))
        era = '<workbookPr date1904="1"/>' if book.counts_from_1904 else ""
        copy.writestr(
            USUAL["workbook"],
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{era}<sheets>{"".join(sheets)}</sheets></workbook>',
        )
        copy.writestr("_rels/.rels", _linked([("r1", "officeDocument", USUAL["workbook"])]))
        copy.writestr("xl/_rels/workbook.xml.rels", _linked(links))
        for part, name in copied.items():
            with archive.open(part) as source, copy.open(f"xl/{name}", "w") as target:
                while chunk := source.read(CHUNK):
                    target.write(chunk)


def _linked(links: list[tuple[str, str, str]]) -> str:
    said = [f'<Relationship Id="{a}" Type="{RELATIONS}/{b}" Target="{c}"/>' for a, b, c in links]
    return f'<Relationships xmlns="{PACKAGE}">{"".join(said)}</Relationships>'


def _main_part(archive: zipfile.ZipFile, names: dict[str, str]) -> str:
    related = _relations(archive, names, "")
    main = next((part for kind, part in related.values() if kind == "officeDocument"), USUAL["workbook"])
    found = names.get(main.casefold())
    if found is None:
        raise NoWorkbook
    return found


def _relations(archive: zipfile.ZipFile, names: dict[str, str], part: str) -> dict[str, tuple[str, str]]:
    """What a part points to, by id: (the last word of its kind, the part)."""
    folder, base = posixpath.split(part)
    name = names.get(posixpath.join(folder, "_rels", f"{base}.rels").casefold())
    found: dict[str, tuple[str, str]] = {}
    if name is None:
        return found

    def start(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = unquote(attributes.get("Target", "")).replace("\\", "/")
        path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], path)

    _parse(archive, name, start)
    return found


class _Sheets:
    """The sheets a workbook lists, and whether it is written with the prefix the reader knows."""

    def __init__(self, archive: zipfile.ZipFile, part: str) -> None:
        self.found: list[tuple[str, str, str]] = []
        self.counts_from_1904 = False
        self.is_usual = True
        _parse(archive, part, self._start)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "workbookPr":
            self.counts_from_1904 = attributes.get("date1904") in ("1", "true", "on")
        if _local(tag) != "sheet":
            return
        for name, value in attributes.items():
            if _local(name) == "id" and " " in name:
                self.is_usual &= name.endswith(" r")
                self.found.append((attributes.get("name", ""), attributes.get("state", "visible"), value))


def _local(name: str) -> str:
    """Of "space local prefix" the second, of a name without a space all."""
    parts = name.split(" ")
    return parts[1] if len(parts) > 1 else name


def _parse(archive: zipfile.ZipFile, name: str, start: Callable[[str, dict[str, str]], None]) -> None:
    if archive.getinfo(name).file_size > MOST_OF_A_SMALL_PART:
        raise ValueError(name)
    parser = _parser()
    parser.StartElementHandler = start
    for chunk in _pieces(archive, name):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _refuse_document_type(archive: zipfile.ZipFile, name: str) -> None:
    """Reads as far as the first element, before which a document type would stand."""
    parser, begun = _parser(), []
    parser.StartElementHandler = lambda *_element: begun.append(True)
    for chunk in _pieces(archive, name):
        if begun:
            return
        parser.Parse(chunk, False)


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.namespace_prefixes = True
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_declared: object) -> None:
    raise ValueError("a document type")


def _pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    with archive.open(name) as entry:
        while chunk := entry.read(CHUNK):
            yield chunk
