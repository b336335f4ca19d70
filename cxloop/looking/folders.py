"""What is kept is for its owner alone: people's words, addresses and the key that signs."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy import make_url

from cxloop.config import Settings

FOR_OTHERS = 0o027
"""Writing for the group, anything for everybody else."""


def make_private() -> None:
    """From now on, whatever this process and its children create is for its owner alone."""
    os.umask(0o077)


def tighten(settings: Settings) -> None:
    """Take away what others may do with what is there already; what is not ours to change stays, and is told of."""
    for path in kept(settings):
        with suppress(OSError):
            mode = path.stat().st_mode & 0o777
            allowed = 0o700 if path.is_dir() else mode & ~FOR_OTHERS
            if mode & ~allowed:
                path.chmod(mode & allowed)


def loose(settings: Settings) -> list[Path]:
    """What somebody else than the owner may read or change."""
    return [path for path in kept(settings) if path.stat().st_mode & (0o077 if path.is_dir() else FOR_OTHERS)]


def kept(settings: Settings) -> Iterator[Path]:
    """The folder with everything in it, and the database wherever it is."""
    if settings.var.is_dir():
        yield settings.var
        yield from (path for path in settings.var.rglob("*") if not path.is_symlink())
    url = make_url(settings.database_url)
    if url.drivername == "sqlite" and url.database and url.database != ":memory:":
        for ending in ("", "-wal", "-shm", "-turn"):
            path = Path(url.database + ending)
            if path.is_file() and settings.var not in path.absolute().parents:
                yield path
