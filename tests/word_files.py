"""Word documents as bytes: honest ones, and ones that mean harm."""

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def body(inside: str, before: str = "") -> str:
    spaces = f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    return f'<?xml version="1.0"?>{before}<w:document {spaces}><w:body>{inside}</w:body></w:document>'


def lines(*texts: str) -> str:
    return "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)


def docx(document: str | bytes, **more: bytes) -> bytes:
    """A file with this word/document.xml and whatever else; `a__b` stands for a/b."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
        for name, content in more.items():
            archive.writestr(name.replace("__", "/"), content)
    return into.getvalue()


def bombs() -> dict[str, tuple[bytes, str]]:
    """What means harm, with the code it is refused by."""
    laughs = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    breaks = "".join(f"{'<w:br/>' * 40}<!--{number * 7919 % 99991:x}-->" for number in range(25_001))
    many = {f"x__{number}": b"" for number in range(1_001)}
    return {
        "a document type": (docx(body(lines("&b;"), laughs)), "broken_word"),
        "an outside entity": (
            docx(body(lines("&x;"), '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>')), "broken_word",
        ),
        "a document type in UTF-16": (docx(body(lines("&b;"), laughs).encode("utf-16")), "broken_word"),
        "ratio": (docx(body(lines("x")), media=b"\0" * 3_000_000), "unpacks_too_big"),
        "entries": (docx(body(lines("x")), **many), "unpacks_too_big"),
        "a body of nothing": (docx(body("<w:p/>" * 900_000)), "unpacks_too_big"),
        "half a file": (docx(body(lines("x")))[:300], "broken_word"),
        "no XML": (docx("not xml"), "broken_word"),
        "a workbook": (docx(body("")).replace(b"word/document.xml", b"xl/workbooks.xmls"), "wrong_type"),
        "too many words": (docx(body(lines("\u00e8" + "abcdefghij" * 100_001))), "too_long"),
        "too many line ends": (docx(body(f"<w:p>{breaks}</w:p>")), "too_long"),
        "no words": (docx(body("<w:p/>")), "empty"),
    }  # fmt: skip
