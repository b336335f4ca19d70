"""What the child that reads a workbook tells the process that asked: typed frames, each behind its length."""

import msgspec
from msgspec import Struct

LENGTH = 4
LARGEST_FRAME = 64 * 1024 * 1024


class Opened(Struct, tag=True):
    """The sheet that is read, the names of others with rows, and about how many lines it has."""

    name: str
    others: list[str]
    lines: int


class Rows(Struct, tag=True):
    """Some rows, each with its line number; cells as text."""

    rows: list[tuple[int, list[str]]]


class Ended(Struct, tag=True):
    """Every row was sent."""


class Refused(Struct, tag=True):
    """It cannot be read: a code of `refusals.SENTENCES`, with its facts."""

    reason: str
    facts: dict[str, int] = {}


Frame = Opened | Rows | Ended | Refused
_decoder = msgspec.msgpack.Decoder(Frame)


def packed(frame: Frame) -> bytes:
    body = msgspec.msgpack.encode(frame)
    return len(body).to_bytes(LENGTH, "big") + body


def unpacked(body: bytes) -> Frame:
    """Raises msgspec.DecodeError for anything else."""
    found: Frame = _decoder.decode(body)
    return found
