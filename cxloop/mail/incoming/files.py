"""Files of a letter: known by what is in them, never by what they are called; what is not known is not kept. Pure."""

import io
import re
import zipfile
from email.message import Message

from cxloop.mail.incoming.headers import decoded, plain
from cxloop.tickets.conversation.heard import HeardFile

MOST_FILES, LARGEST_FILE, LARGEST_TOGETHER = 10, 10_000_000, 20_000_000
LONGEST_NAME = 100
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"), (b"GIF89a", "image/gif"),
)  # fmt: skip
OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ENDINGS = {
    "application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif",
    "image/webp": ".webp", "text/plain": ".txt", OFFICE["word/"]: ".docx", OFFICE["xl/"]: ".xlsx",
}  # fmt: skip
"""What is kept, and how it is called when it is taken away."""
ACTIVE = re.compile(rb"<\s*(?:!doctype|html|script|svg|\?xml|\?php|!--|body|iframe)|^#!|^MZ", re.IGNORECASE)


def kind_of(content: bytes) -> str | None:
    """One of ENDINGS; None: nothing we keep."""
    for magic, kind in MAGIC:
        if content.startswith(magic):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return "text/plain" if _is_text(content) else None


def heard(parts: list[Message]) -> list[HeardFile]:
    """These parts as files, each with its content or with why it was not kept."""
    found: list[HeardFile] = []
    together = 0
    for part in parts:
        content = _content(part)
        kind = kind_of(content)
        why = _why_not(kind, content, len([one for one in found if one.content is not None]), together)
        together += 0 if why else len(content)
        name = _named(_name(part), kind)
        found.append(HeardFile(name, kind or "unknown", len(content), None if why else content, why))
    return found[: 3 * MOST_FILES]


def _why_not(kind: str | None, content: bytes, kept: int, together: int) -> str | None:
    if not content:
        return "empty"
    if kind is None:
        return "kind"
    if len(content) > LARGEST_FILE or together + len(content) > LARGEST_TOGETHER:
        return "size"
    return "number" if kept >= MOST_FILES else None


def _content(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except Exception:  # a transfer encoding nobody knows
        return b""
    return content if isinstance(content, bytes) else b""


def _name(part: Message) -> str:
    try:
        return str(part.get_filename() or "")
    except Exception:  # a parameter that cannot be decoded
        return ""


def _named(name: str, kind: str | None) -> str:
    """A name without ways, with the ending of its kind."""
    flat = plain(decoded(name)).replace("\\", "/").rpartition("/")[2]
    safe = re.sub(r"[^\w .,()&+@-]", "_", flat).strip(". ")[:LONGEST_NAME] or "file"
    ending = ENDINGS.get(kind or "", "")
    same = {".jpg": (".jpg", ".jpeg"), ".txt": (".txt", ".csv", ".log", ".ics", ".md")}.get(ending, (ending,))
    return safe if not ending or safe.lower().endswith(same) else safe + ending


def _office(content: bytes) -> str | None:
    """A document or a sheet without macros; any other archive is not kept."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()[:2_000]
    except Exception:  # an archive that is none
        return None
    if "[Content_Types].xml" not in names or any("vbaproject" in name.lower() for name in names):
        return None
    return next(
        (kind for folder, kind in OFFICE.items() if any(name.startswith(folder) for name in names)), None
    )


def _is_text(content: bytes) -> bool:
    if b"\x00" in content or ACTIVE.search(content[:4_000]):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
