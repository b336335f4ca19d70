"""Workbooks as Excel does not write them: other names, folders, letters and prefixes; and hostile ones."""

import io
import random
import re
import zipfile
from collections.abc import Callable

import xlsxwriter

Parts = dict[str, bytes]
TRANSITIONAL, STRICT = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)


def plain(rows: list[list[object]] | None = None) -> Parts:
    """The parts of a small honest workbook."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Answers")
        for number, row in enumerate(rows or [["Score", "Comment"], [3, "Late & cold"], [9, "Fine"]]):
            sheet.write_row(number, 0, row)
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Parts) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return file.getvalue()


def sheet_of(parts: Parts) -> str:
    return next(
        (name for name in parts if "worksheets/" in name and name.endswith(".xml")),
        "xl/worksheets/sheet1.xml",
    )


def in_another_folder(parts: Parts) -> Parts:
    """Everything of `xl/` below `Book/Inner/`, the sheet in a folder of no particular name, all found by relations."""
    found = {name.replace("xl/", "Book/Inner/", 1): body for name, body in parts.items()}
    found["Book/Inner/tables/first.part"] = found.pop("Book/Inner/worksheets/sheet1.xml")
    found["Book/Inner/words.bin"] = found.pop("Book/Inner/sharedStrings.xml")
    links = "Book/Inner/_rels/workbook.xml.rels"
    found[links] = found[links].replace(b"worksheets/sheet1.xml", b"/Book/Inner/tables/first.part")
    found[links] = found[links].replace(b"sharedStrings.xml", b"words.bin")
    found["_rels/.rels"] = found["_rels/.rels"].replace(b"xl/workbook.xml", b"Book/Inner/workbook.xml")
    return found


def in_other_letters(parts: Parts) -> Parts:
    return {name.upper() if name != "[Content_Types].xml" else name: body for name, body in parts.items()}


def with_prefixes(parts: Parts) -> Parts:
    """Each element of the main namespace behind a prefix, and the relations' prefix another one."""
    found = dict(parts)
    for name in (sheet_of(parts), "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"):
        body = re.sub(rb"<(/?)([A-Za-z])", rb"<\1odd:\2", parts[name]).replace(b"xmlns=", b"xmlns:odd=")
        found[name] = body.replace(b"xmlns:r=", b"xmlns:to=").replace(b" r:id=", b" to:id=")
    return found


def strict(parts: Parts) -> Parts:
    return {
        name: body.replace(TRANSITIONAL.encode(), STRICT.encode()).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, body in parts.items()
    }


def with_long_attributes(parts: Parts) -> Parts:
    """A cell whose place stands behind seventy thousand letters of another attribute."""
    found, name = dict(parts), sheet_of(parts)
    found[name] = parts[name].replace(b"<c r=", b'<c junk="' + b"x" * 70_000 + b'" r=')
    return found


def without_places(parts: Parts) -> Parts:
    """Rows and cells that leave out where they are."""
    found, name = dict(parts), sheet_of(parts)
    body = re.sub(rb'(<row) r="\d+"', rb"\1", parts[name])
    found[name] = re.sub(rb'(<c) r="[A-Z]+\d+"', rb"\1", body)
    return found


READABLE: dict[str, Callable[[Parts], Parts]] = {
    one.__name__: one
    for one in (
        in_another_folder, in_other_letters, with_prefixes, strict, with_long_attributes, without_places,
    )
}  # fmt: skip


def far_cell(place: str) -> Parts:
    parts = plain()
    name = sheet_of(parts)
    row = re.sub(r"\D", "", place)
    parts[name] = parts[name].replace(
        b"</sheetData>", f'<row r="{row}"><c r="{place}"><v>3</v></c></row></sheetData>'.encode()
    )
    return parts


def many_shared_texts(length: int, cells: int) -> Parts:
    """One text of `length` letters, meant by `cells` cells."""
    parts = plain()
    parts["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{TRANSITIONAL}"><si><t>{"x" * length}</t></si></sst>'.encode()
    )
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="B{n}" t="s"><v>0</v></c></row>'
        for n in range(1, cells)
    )
    parts[sheet_of(parts)] = (
        f'<worksheet xmlns="{TRANSITIONAL}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    )
    return parts


def hostile(seed: int) -> bytes:
    """One of endlessly many damaged or hostile workbooks, always the same for a seed."""
    chance = random.Random(seed)
    parts = chance.choice([plain, plain, lambda: far_cell(chance.choice(FAR))])()
    for change in chance.sample(CHANGES, chance.randint(1, 3)):
        parts = change(chance, dict(parts))
    content = zipped(parts)
    for damage in chance.sample([_as_it_is, _as_it_is, _cut, _overwritten, _counted_wrong, _behind_junk], 2):
        content = damage(chance, content)
    return content


FAR = ["XFD1048576", "XFE1", "ZZZZZZ9", "A99999999999", "A0", "B-1", "É1", "A1048577", "XFD2", "A1048576", ""]


def _mangled(chance: random.Random, parts: Parts) -> Parts:
    name = chance.choice(list(parts))
    body = bytearray(parts[name])
    for _time in range(chance.randint(1, 40)):
        at = chance.randrange(len(body) + 1)
        body[at : at + chance.randint(0, 9)] = chance.randbytes(chance.randint(0, 9))
    return parts | {name: bytes(body)}


def _dropped(chance: random.Random, parts: Parts) -> Parts:
    del parts[chance.choice(list(parts))]
    return parts


def _deep(chance: random.Random, parts: Parts) -> Parts:
    name = chance.choice([sheet_of(parts), "xl/workbook.xml"])
    depth = chance.choice([10_000, 200_000])
    return parts | {name: b"<a>" * depth + b"</a>" * depth}


def _declared(chance: random.Random, parts: Parts) -> Parts:
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
    name = chance.choice(list(parts))
    return parts | {name: b'<!DOCTYPE x [<!ENTITY l0 "ha">' + laughs + b"]><x>&l11;</x>"}


def _swollen(chance: random.Random, parts: Parts) -> Parts:
    name = chance.choice(list(parts))
    return parts | {
        name: parts[name] + chance.choice([b" ", b"\0", b"<c/>"]) * chance.choice([50_000, 9_000_000])
    }


def _crossed(chance: random.Random, parts: Parts) -> Parts:
    """Relations that point at each other, at nothing, out of the archive, or at the same part twenty times."""
    target = chance.choice(
        ["workbook.xml", "../../../etc/passwd", "/", "", "http://x.example/a", "worksheets/sheet1.xml"]
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="x/worksheet" Target="{target}"/>'
        for n in range(chance.choice([1, 2_000]))
    )
    return parts | {"xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>".encode()}


def _sheets(chance: random.Random, parts: Parts) -> Parts:
    many = "".join(
        f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, chance.choice([30, 10_000]))
    )
    body = (
        f'<workbook xmlns="{TRANSITIONAL}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f"<sheets>{many}</sheets></workbook>"
    )
    return parts | {"xl/workbook.xml": body.encode()}


def _numbers(chance: random.Random, parts: Parts) -> Parts:
    name = next((one for one in parts if "sheet1.xml" in one and "rels" not in one), None)
    if name is None:
        return parts
    odd = chance.choice(
        [b"1e999", b"NaN", b"9" * 5_000, b"-1", b"", b"99999999999999999999", "٣".encode(), b"\xff"]
    )
    kind = chance.choice([b"s", b"n", b"b", b"e", b"d", b"inlineStr", b"str", b"zzz"])
    return parts | {
        name: re.sub(rb"<v>[^<]*</v>", b"<v>" + odd + b"</v>", parts[name]).replace(
            b't="s"', b't="' + kind + b'"'
        )
    }


def _nested(_chance: random.Random, parts: Parts) -> Parts:
    return parts | {"xl/worksheets/sheet1.xml": zipped(parts)}


def _encoded(chance: random.Random, parts: Parts) -> Parts:
    name = chance.choice(list(parts))
    return parts | {
        name: parts[name].decode("utf-8", "replace").encode(chance.choice(["utf-16", "utf-32", "utf-7"]))
    }


CHANGES = [
    _mangled, _mangled, _dropped, _deep, _declared, _swollen, _crossed, _sheets, _numbers, _nested, _encoded,
]  # fmt: skip


def _as_it_is(_chance: random.Random, content: bytes) -> bytes:
    return content


def _cut(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(4, len(content))]


def _overwritten(chance: random.Random, content: bytes) -> bytes:
    body = bytearray(content)
    for _time in range(chance.randint(1, 20)):
        body[chance.randrange(4, len(body))] = chance.randrange(256)
    return bytes(body)


def _counted_wrong(chance: random.Random, content: bytes) -> bytes:
    """The directory says another size than the entry has."""
    at = content.rfind(b"PK\x01\x02")
    if at < 0:
        return content
    place = at + chance.choice([10, 16, 20, 24, 28, 42])
    return content[:place] + chance.randbytes(4) + content[place + 4 :]


def _behind_junk(chance: random.Random, content: bytes) -> bytes:
    return b"PK\x03\x04" + chance.randbytes(60) + content
