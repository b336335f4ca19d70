"""A document of settings as somebody wrote it, TOML or JSON: read whole or refused in words. Pure."""

import json
import re
import tomllib
from typing import Any

from cxloop.language import marked as _
from cxloop.settings.sentences import Sentence, sentence

LARGEST_FILE = 2 * 1024 * 1024
DEEPEST = 8
"""Far deeper than any part goes."""
LARGEST_NUMBER = 2**63
DEEP_KEY = re.compile(r"^(?:[^.=\n]+\.){40}", re.MULTILINE)
"""Over a key of a million steps the reader of TOML would sit for hours."""
TOO_DEEP = sentence(_("It is nested deeper than any settings are."))
Document = dict[str, Any]


class Unreadable(ValueError):
    """It is no document of settings; the sentence says why."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(reason.text)
        self.reason = reason


def read(content: bytes, *, is_json: bool) -> Document:
    """The document in a file's content.

    Raises:
        Unreadable
    """
    if len(content) > LARGEST_FILE:
        raise Unreadable(sentence(_("It is larger than any settings are: at most 2 MB.")))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(sentence(_("It is no text in UTF-8: save it as UTF-8."))) from None
    if not text.strip():
        raise Unreadable(sentence(_("It is empty.")))
    try:
        found = json.loads(text, object_pairs_hook=_once) if is_json else _toml(text)
    except RecursionError:
        raise Unreadable(TOO_DEEP) from None
    except Unreadable:
        raise
    except ValueError as wrong:
        kind = "JSON" if is_json else "TOML"
        raise Unreadable(
            sentence(_("It is no %(kind)s: %(wrong)s."), kind=kind, wrong=_told(wrong))
        ) from None
    if not isinstance(found, dict):
        raise Unreadable(sentence(_("It holds no table of settings.")))
    _plain(found, "", DEEPEST)
    return found


def _toml(text: str) -> Document:
    if DEEP_KEY.search(text):
        raise Unreadable(TOO_DEEP)
    return tomllib.loads(text)


def _once(pairs: list[tuple[str, Any]]) -> Document:
    found: Document = {}
    for name, value in pairs:
        if name in found:
            raise Unreadable(sentence(_("It says %(name)s twice: only one can be meant."), name=_shown(name)))
        found[name] = value
    return found


def _plain(found: object, place: str, depth: int) -> None:
    """Nothing that no setting can be, and nothing that cannot even be written down."""
    if depth == 0:
        raise Unreadable(TOO_DEEP)
    if isinstance(found, dict):
        for name, value in found.items():
            _plain(name, place, depth)
            _plain(value, f"{place}.{name}".lstrip("."), depth - 1)
    elif isinstance(found, list):
        for value in found:
            _plain(value, place, depth - 1)
    elif isinstance(found, str):
        if "\0" in found or not _is_text(found):
            raise Unreadable(sentence(_("%(place)s holds a character that is no text."), place=_shown(place)))
    elif isinstance(found, float) or (isinstance(found, int) and abs(found) >= LARGEST_NUMBER):
        raise Unreadable(
            sentence(_("%(place)s: a whole number of usual length is expected."), place=_shown(place))
        )
    elif found is not None and not isinstance(found, int):
        raise Unreadable(sentence(_("%(place)s: put a day or a time in quotes."), place=_shown(place)))


def _is_text(found: str) -> bool:
    try:
        found.encode()
    except UnicodeEncodeError:
        return False
    return True


def _shown(name: str) -> str:
    return name.encode("utf-8", "replace").decode().replace("\0", "?")[:80] or "…"


def _told(wrong: ValueError) -> str:
    return _shown(str(wrong)).rstrip(".")
