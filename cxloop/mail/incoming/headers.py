"""Headers of letters from anywhere, as text: decoded however they were spelt, never raising. Pure."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

LONGEST = 2_000
MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


def plain(text: str) -> str:
    """One line without what cannot be shown or would turn the direction of the text around it."""
    return " ".join(INVISIBLE.sub(" ", text.encode("utf-8", "replace").decode()).split())


def header(letter: Message, name: str) -> str:
    """The first header of this name, decoded, on one line."""
    found = letter.get(name)
    raw = str(found)[:LONGEST] if found is not None else ""
    return plain(decoded(raw))


def decoded(raw: str) -> str:
    """Encoded words spelt out; a charset nobody knows is read as UTF-8, else as Latin."""
    try:
        parts = decode_header(raw)
    except Exception:  # whatever a broken header does to the parser, it stays as it is
        return raw
    return "".join(in_words(part, charset) if isinstance(part, bytes) else part for part, charset in parts)


def in_words(content: bytes, charset: str | None) -> str:
    """Bytes as text: by the charset that is named, else UTF-8, else what Windows wrote."""
    for one in (charset, "utf-8"):
        try:
            return content.decode(one) if one else content.decode("utf-8")
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def addresses(letter: Message, *names: str) -> list[tuple[str, str]]:
    """(name, address) of everybody in these headers; what is no address is left out."""
    raw = [str(one)[: 10 * LONGEST] for name in names for one in letter.get_all(name, [])]
    try:
        found = getaddresses(raw)
    except Exception:  # malformed beyond what the parser knows
        return []
    return [(plain(decoded(name)), plain(address).lower()) for name, address in found if "@" in address]


def message_ids(letter: Message, *names: str) -> Iterator[str]:
    """Every Message-ID in these headers, the last of each first."""
    for name in names:
        for one in letter.get_all(name, []):
            yield from reversed(MESSAGE_ID.findall(str(one)[: 10 * LONGEST]))


def moment(letter: Message) -> datetime | None:
    """When it says it was written, if that can be a moment."""
    try:
        when = parsedate_to_datetime(str(letter.get("Date", "")))
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
