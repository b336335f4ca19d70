"""The file of a backup: a tar whose last member is the manifest, with the length and SHA-256 of every other one."""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FORMAT = 1
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 10 * 1024 * 1024
PIECE = 1024 * 1024


class BadBackup(ValueError):
    """The file is no whole backup of ours; the message says what is wrong."""


@dataclass(frozen=True)
class Member:
    """One part: what it holds and how it must be."""

    name: str
    size: int
    sha256: str
    rows: int | None = None


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    engine: str
    revision: str
    made_at: str
    key_fingerprint: str
    rows: dict[str, int]
    """Of each table, in the order in which they can be filled."""
    columns: dict[str, list[str]]
    settings: dict[str, Any]
    members: list[Member] = field(default_factory=list)
    format: int = FORMAT


class Writing:
    """An archive that is being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar, self.members = tar, list[Member]()

    def add(self, name: str, path: Path, rows: int | None = None) -> None:
        self._tar.add(path, name, recursive=False, filter=_nameless)
        self.members.append(Member(name, path.stat().st_size, _sha256(path), rows))

    def finish(self, manifest: Manifest) -> None:
        body = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        about = tarfile.TarInfo(MANIFEST)
        about.size = len(body)
        self._tar.addfile(about, io.BytesIO(body))


@contextmanager
def writing(path: Path) -> Iterator[Writing]:
    """Write an archive to this path."""
    with tarfile.open(path, "w") as tar:
        yield Writing(tar)


def verified(path: Path, into: Path) -> Manifest:
    """Take the backup apart into a folder, and compare every part with what the manifest says of it.

    Raises:
        BadBackup: it is not what it says, or not ours.
    """
    try:
        with tarfile.open(path, "r:") as tar:
            members = {member.name: member for member in tar.getmembers()}
            manifest = _manifest(tar, members)
            if set(members) != {MANIFEST, *(one.name for one in manifest.members)}:
                raise BadBackup("it holds other parts than its manifest names")
            for one in manifest.members:
                _take_out(tar, members[one.name], one, into)
    except (tarfile.TarError, OSError, EOFError) as error:
        raise BadBackup(f"it cannot be read: {error}") from None
    return manifest


def _manifest(tar: tarfile.TarFile, members: dict[str, tarfile.TarInfo]) -> Manifest:
    about = members.get(MANIFEST)
    body = tar.extractfile(about) if about and about.isfile() and about.size < LARGEST_MANIFEST else None
    if body is None:
        raise BadBackup("it has no manifest: it was cut off, or is no backup of cxloop")
    try:
        told = json.loads(body.read())
        manifest = Manifest(**{**told, "members": [Member(**one) for one in told["members"]]})
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BadBackup("its manifest is not ours") from None
    if manifest.format != FORMAT:
        raise BadBackup(f"its format is {manifest.format}, and this code reads {FORMAT}")
    return manifest


def _take_out(tar: tarfile.TarFile, about: tarfile.TarInfo, member: Member, into: Path) -> None:
    body = (
        tar.extractfile(about)
        if about.isfile() and "/" not in member.name and member.name[:1] != "."
        else None
    )
    if body is None or about.size != member.size:
        raise BadBackup(f"{member.name} has not the length its manifest says")
    digest, target = hashlib.sha256(), into / member.name
    with target.open("wb") as file:
        while piece := body.read(PIECE):
            digest.update(piece)
            file.write(piece)
    if digest.hexdigest() != member.sha256:
        raise BadBackup(f"{member.name} is not what its manifest says: it was changed or damaged")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _nameless(about: tarfile.TarInfo) -> tarfile.TarInfo:
    about.uid = about.gid = 0
    about.uname = about.gname = ""
    about.mode = 0o600
    return about
