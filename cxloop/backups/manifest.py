"""What a backup says of itself; whatever somebody else wrote there is read as ours or refused."""

import json
import re
from dataclasses import dataclass, field, fields
from typing import Any

FORMAT = 1
DATABASE = "database.sqlite3"
"""The one part of a backup of SQLite."""
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
"""How our tables and their columns are called."""


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


def read(content: bytes) -> Manifest:
    """
    Raises:
        BadBackup: it is not ours.
    """
    try:
        told = json.loads(content, object_pairs_hook=_once)
        is_ours = _is_ours(told)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        is_ours = False
    if not is_ours:
        raise BadBackup("its manifest is not ours")
    if told["format"] != FORMAT:
        raise BadBackup(f"its format is {str(told['format'])[:20]}, and this code reads {FORMAT}")
    names = [*told["rows"], *(name for columns in told["columns"].values() for name in columns)]
    if not all(map(NAME.fullmatch, names)):
        raise BadBackup("its manifest names tables or columns that cannot be ours")
    return Manifest(**{**told, "members": [Member(**one) for one in told["members"]]})


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(pairs)
    return found


def _is_ours(told: dict[str, Any]) -> bool:
    """Whether it says what ours say, each fact of its kind, and names the parts its kind of database has."""
    if set(told) != {one.name for one in fields(Manifest)}:
        return False
    kinds = (
        all(isinstance(told[name], str) for name in ("engine", "revision", "made_at", "key_fingerprint")),
        all(isinstance(told[name], dict) for name in ("rows", "columns", "settings")),
        all(map(_is_count, told["rows"].values())),
        all(map(_is_list_of_texts, told["columns"].values())),
        all(
            set(one) == {"name", "size", "sha256", "rows"} and _is_count(one["size"])
            for one in told["members"]
        ),
    )
    return all(kinds) and sorted(str(one["name"]) for one in told["members"]) == _parts(told)


def _parts(told: dict[str, Any]) -> list[str] | None:
    if told["engine"] == "sqlite":
        return None if told["columns"] else [DATABASE]
    if told["engine"] == "postgresql" and set(told["rows"]) == set(told["columns"]):
        return sorted(f"{table}.copy" for table in told["columns"])
    return None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)
