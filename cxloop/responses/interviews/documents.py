"""The paragraphs of a Word document, read from its XML with the parser of the standard library and no memory of it.

A docx is a zip: what unpacks to too much, names too many entries or declares a document type is refused unread.
"""

import re
import zipfile
from io import BytesIO
from typing import Any
from xml.parsers import expat  # what could harm, a document type with its entities, is refused below

from cxloop.responses.importing.archives import MOST_BYTES, Bomb, check_entries
from cxloop.responses.interviews.unreadable import MOST_CHARACTERS, UnreadableTranscript

BODY = re.compile(r"word/document\d*\.xml")
CHUNK = 1 << 18
WORDS = "/wordprocessingml/"
LEFT_OUT = frozenset({"moveFrom", "del"})
"""Text that a reviewer struck out or moved away."""


def text_of(content: bytes) -> str:
    """One line a paragraph; tables cell by cell.

    Raises:
        UnreadableTranscript: it is no Word document, is damaged, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            body = _body(archive)
            reader = _Reader()
            read = 0
            with archive.open(body) as entry:
                while chunk := entry.read(CHUNK):
                    read += len(chunk)
                    if read > MOST_BYTES:
                        raise UnreadableTranscript("unpacks_too_big")
                    reader.parser.Parse(chunk, False)
            reader.parser.Parse(b"", True)
    except (
        zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, LookupError,
        expat.ExpatError,
    ) as error:  # fmt: skip
        raise UnreadableTranscript("broken_word") from error
    return "\n".join(reader.paragraphs)


def _body(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    try:
        check_entries(archive)
    except Bomb:
        raise UnreadableTranscript("unpacks_too_big") from None
    found = [entry for entry in archive.infolist() if BODY.fullmatch(entry.filename)]
    if not found:
        raise UnreadableTranscript("wrong_type")
    return found[0]


class _Reader:
    """Gathers paragraphs while the parser goes through the document."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.length = 0
        self.open: list[list[str]] = []
        self.hidden = 0
        self.in_text = False
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._said
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse

    def _refuse(self, *_declared: Any) -> None:
        raise UnreadableTranscript("broken_word")

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if local == "Fallback" or (local in LEFT_OUT and WORDS in space):
            self.hidden += 1
        if WORDS not in space or self.hidden:
            return
        if local == "p":
            self._grow(1)
            self.open.append([])
        elif self.open and local in ("br", "cr", "tab"):
            self._grow(1)
            self.open[-1].append("\t" if local == "tab" else "\n")
        self.in_text = local == "t"

    def _end(self, name: str) -> None:
        space, _, local = name.rpartition(" ")
        self.in_text = False
        if local == "Fallback" or (local in LEFT_OUT and WORDS in space):
            self.hidden -= 1
        elif local == "p" and WORDS in space and not self.hidden and self.open:
            self.paragraphs.append("".join(self.open.pop()))

    def _said(self, text: str) -> None:
        if self.in_text and self.open and not self.hidden:
            self._grow(len(text))
            self.open[-1].append(text)

    def _grow(self, by: int) -> None:
        """A line's end and a tab are characters too: millions of them alone would fill the memory."""
        self.length += by
        if self.length > MOST_CHARACTERS:
            raise UnreadableTranscript("too_long", most=MOST_CHARACTERS)
