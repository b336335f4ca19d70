"""Whether a zip is safe to unpack, told by its list of entries alone."""

import zipfile

MOST_BYTES = 100 * 1024 * 1024
MOST_ENTRIES = 1_000
HIGHEST_RATIO = 100
SMALL_ENTRY = 1024 * 1024


class Bomb(ValueError):
    """It unpacks to too much, or names too many entries."""


def check_entries(archive: zipfile.ZipFile) -> None:
    """Raises Bomb; ValueError for entries that lead out of the archive."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise Bomb
    for entry in entries:
        if entry.file_size > SMALL_ENTRY and entry.file_size > HIGHEST_RATIO * max(entry.compress_size, 1):
            raise Bomb
        if ".." in entry.filename.split("/") or entry.filename.startswith("/"):
            raise ValueError(entry.filename)
