"""The file of a backup: a tar whose last member is the manifest, with the length and SHA-256 of every other one."""

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from cxloop.backups import manifest
from cxloop.backups.manifest import BadBackup, Manifest, Member

MANIFEST = "manifest.json"
LARGEST_MANIFEST = 10 * 1024 * 1024
PIECE = 1024 * 1024
PLAIN = re.compile(r"[a-z0-9_]{1,80}(\.[a-z0-9]{1,20})?")
"""How the parts of a backup are named."""


class Writing:
    """An archive that is being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar, self.members = tar, list[Member]()

    def add(self, name: str, path: Path, rows: int | None = None) -> None:
        self._tar.add(path, name, recursive=False, filter=_nameless)
        self.members.append(Member(name, path.stat().st_size, _sha256(path), rows))

    def finish(self, told: Manifest) -> None:
        body = json.dumps(asdict(told), ensure_ascii=False, indent=1).encode()
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
        if not path.is_file():
            raise BadBackup("it is no file")
        with tarfile.open(path, "r:") as tar:
            members = _members(tar, path.stat().st_size)
            found = manifest.read(_about(tar, members))
            if set(members) != {MANIFEST, *(one.name for one in found.members)}:
                raise BadBackup("it holds other parts than its manifest names")
            for one in found.members:
                _take_out(tar, members[one.name], one, into)
    except (tarfile.TarError, OSError, EOFError) as error:
        raise BadBackup(f"it cannot be read: {error}") from None
    return found


def _members(tar: tarfile.TarFile, length: int) -> dict[str, tarfile.TarInfo]:
    """Each part once, a plain file; together no longer than the file they are in."""
    found: dict[str, tarfile.TarInfo] = {}
    for about in tar:
        if about.name in found:
            raise BadBackup(f"it holds {about.name} twice")
        if not about.isreg() or about.issparse() or not PLAIN.fullmatch(about.name):
            raise BadBackup("it holds something that is no part of a backup")
        found[about.name] = about
    if sum(about.size for about in found.values()) > length:
        raise BadBackup("it is shorter than its parts: it was cut off")
    return found


def _about(tar: tarfile.TarFile, members: dict[str, tarfile.TarInfo]) -> bytes:
    about = members.get(MANIFEST)
    body = tar.extractfile(about) if about and about.size < LARGEST_MANIFEST else None
    if body is None:
        raise BadBackup("it has no manifest: it was cut off, or is no backup of cxloop")
    return body.read()


def _take_out(tar: tarfile.TarFile, about: tarfile.TarInfo, member: Member, into: Path) -> None:
    body = tar.extractfile(about)
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
