"""A letter that came in, taken apart by whoever can read mail. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal["letter", "automatic", "bounce", "delayed", "unreadable"]


@dataclass(frozen=True)
class HeardFile:
    """A file of a letter. `kind` is what its content says it is; `content` None: it was not kept, `why` says why."""

    name: str
    kind: str
    size: int
    content: bytes | None = field(repr=False)
    why: str | None = None


@dataclass(frozen=True)
class HeardLetter:
    """What a letter says. `key` is the same however often it is fetched."""

    key: str
    kind: Kind
    sender: str
    sender_name: str
    subject: str
    text: str
    quotes: str = ""
    written_at: datetime | None = None
    tokens: tuple[str, ...] = ()
    """What could be the token of a ticket, in an address or the subject, the surest first."""
    answers: tuple[str, ...] = ()
    """Message-IDs it answers, the newest first; of a bounce the one that came back."""
    bounced: str | None = None
    """The address a letter did not reach."""
    status: str | None = None
    """Of a bounce: "5.1.1"."""
    files: tuple[HeardFile, ...] = ()
    is_cut: bool = False
