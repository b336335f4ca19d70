"""A transcript as it was uploaded (txt, docx, vtt) or pasted, made into text to read and to mark. Pure."""

from io import BytesIO

from cxloop.responses.importing.encodings import examine
from cxloop.responses.importing.refusals import UnreadableFile
from cxloop.responses.importing.texts import cleaned
from cxloop.responses.interviews import captions, documents
from cxloop.responses.interviews.unreadable import MOST_BYTES, MOST_CHARACTERS, UnreadableTranscript

ZIP, OLD_WORD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read(content: bytes) -> str:
    """The words of a file, whatever its name says; captions with speakers and times.

    Raises:
        UnreadableTranscript: what it is, or why it cannot be read.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableTranscript("too_big", most=MOST_BYTES // 1024**2)
    if not content.strip():
        raise UnreadableTranscript("empty")
    if content.startswith(OLD_WORD):
        raise UnreadableTranscript("old_word")
    if content.startswith(ZIP):
        return tidy(documents.text_of(content))
    return tidy(_plain(content))


def tidy(text: str) -> str:
    """Text as it is kept: storable, line ends as ours, at most one blank line in a row; captions made readable.

    Raises:
        UnreadableTranscript: nothing is left, or it is too long.
    """
    if text.lstrip("\ufeff\n\r\t ").startswith("WEBVTT"):
        text = captions.text_of(cleaned(text))
    kept = cleaned(text)
    if not kept:
        raise UnreadableTranscript("empty")
    if len(kept) > MOST_CHARACTERS:
        raise UnreadableTranscript("too_long", most=MOST_CHARACTERS)
    return kept


def _plain(content: bytes) -> str:
    try:
        encoding = examine(BytesIO(content)).encoding
    except UnreadableFile as refused:
        reason = "empty" if refused.reason == "empty_file" else "wrong_type"
        raise UnreadableTranscript(reason) from refused
    return content.decode(encoding, "replace")
