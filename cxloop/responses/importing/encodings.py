"""Which encoding a text export is in, found by one pass over its bytes in constant memory."""

import codecs
import re
from dataclasses import dataclass
from typing import BinaryIO

from charset_normalizer import from_bytes

from cxloop.responses.importing.refusals import UnreadableFile

CHUNK = 1 << 20
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
OTHER_FORMATS = (
    b"%PDF",
    b"\x1f\x8b",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"<",
    b"{",
    b"[{",
    b"[\n",
    b"[\r",
)
CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a\x1b\x1c\x1d\x1e\x1f"))
MOST_CONTROLS = 0.03
NEVER_IN_WINDOWS_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
LINE_END = re.compile(rb"[\r\n]")


@dataclass(frozen=True, slots=True)
class Text:
    """What one pass found: the encoding's name, the size in bytes and about how many lines there are."""

    encoding: str
    size: int
    lines: int


def examine(file: BinaryIO) -> Text:
    """Reads a file from its start to its end. Raises UnreadableFile for what cannot be a text table."""
    file.seek(0)
    head = file.read(CHUNK)
    if not head.strip(b"\0\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise UnreadableFile("empty_file")
    encoding = _by_its_head(head)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    size = lines = beyond_ascii = broken = 0
    suspect = b""
    unbroken = False
    chunk = head
    last = b""
    while chunk:
        last = chunk[-2:]
        size += len(chunk)
        lines += chunk.count(b"\n") or chunk.count(b"\r")
        if not LINE_END.search(chunk):
            if unbroken and len(chunk) == CHUNK:
                raise UnreadableFile("line_too_long", line=lines + 1)
            unbroken = True
        else:
            unbroken = False
        if encoding is None and not chunk.isascii():
            text = decoder.decode(chunk)
            beyond_ascii += len(text) - len(text.encode("ascii", "ignore"))
            broken += text.count("\ufffd")
            suspect = suspect or (chunk if broken else b"")
        chunk = file.read(CHUNK)
    if encoding is None:
        encoding = _by_its_letters(beyond_ascii, broken, suspect)
    return Text(encoding, size, lines + (not LINE_END.search(last)))


def _by_its_head(head: bytes) -> str | None:
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    sample = head[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > half * 0.4 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.1:
        return "utf-16-be"
    controls = len(sample) - len(sample.translate(None, CONTROLS)) - even - odd
    if (
        sample.lstrip(b"\r\n\t ").startswith(OTHER_FORMATS)
        or even + odd > half * 0.2
        or controls > max(len(sample) * MOST_CONTROLS, 8)
    ):
        raise UnreadableFile("not_a_table")
    return None


def _by_its_letters(beyond_ascii: int, broken: int, suspect: bytes) -> str:
    """A few broken letters among many good ones are damage in UTF-8; many broken ones are another encoding."""
    if broken * 10 <= beyond_ascii:
        return "utf-8"
    if not NEVER_IN_WINDOWS_1252.search(suspect):
        return "cp1252"
    best = from_bytes(suspect[: 1 << 16]).best()
    return best.encoding if best else "cp1252"
