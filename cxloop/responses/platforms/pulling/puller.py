"""What a puller is: a conversation with a platform's API, written without a network. It asks, is told, and finds."""

import re
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cxloop.language import Translate
from cxloop.responses.platforms.bodies import Tree

MOST_PAGES = 1_000
LARGEST_PAGE = 16 * 1024 * 1024
Credentials = Mapping[str, str]


class PullRefused(Exception):
    """The platform's answer is not one we understand, or it said no; `reason` is a code of `pulling.SENTENCES`.

    `wait` is how long to leave it alone, None as long as after any other failure.
    """

    def __init__(
        self, reason: str, facts: Mapping[str, object] | None = None, *, wait: timedelta | None = None
    ) -> None:
        self.reason, self.facts, self.wait = reason, dict(facts or {}), wait
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Ask:
    """One call to make, below the platform's address."""

    path: str
    query: Mapping[str, object] = field(default_factory=dict)
    json: Any = None
    """The body of a POST; None makes it a GET."""
    may_be_gone: bool = False
    """Whether 404 is an answer, told as an empty object."""
    after: float = 0.0
    """Seconds to wait first, where the platform needs them to get ready."""


@dataclass(frozen=True, slots=True)
class Found:
    """One answer as it is stored: `key` is the same whenever this version of it is pulled again."""

    key: str
    body: Tree

    @property
    def external_id(self) -> str:
        return self.key.partition("@")[0]


@dataclass(frozen=True, slots=True)
class Wish:
    """What to look for: everything since a moment, and answers that a call has named."""

    since: datetime
    ids: Sequence[str] = ()


Pages = Generator[Ask | list[Found], Any, None]


@dataclass(frozen=True, slots=True)
class Credential:
    """Something a person enters so that we may pull; `secret` ones are never shown again."""

    name: str
    label: Callable[[Translate], str]
    secret: bool = False


@dataclass(frozen=True)
class Puller:
    """One platform's API. `base` is its address, "" where each customer has one of their own and has to enter it."""

    platform: str
    base: str
    credentials: tuple[Credential, ...]
    headers: Callable[[Credentials], Mapping[str, str]]
    pages: Callable[[Credentials, Wish], Pages]


def bearer(credentials: Credentials) -> dict[str, str]:
    """The token as RFC 6750 has it."""
    return {"Authorization": f"Bearer {credentials['token']}"}


def token_label(_: Translate) -> str:
    return _("API token")


def survey_label(_: Translate) -> str:
    return _("Id of the survey or form there")


def base_label(_: Translate) -> str:
    return _("Address of its API, if it is not the usual one")


def user_label(_: Translate) -> str:
    return _("User there")


def password_label(_: Translate) -> str:
    return _("Password there")


def server_label(_: Translate) -> str:
    return _("Address of the server, as https://example.com/limesurvey")


TOKEN = Credential("token", token_label, secret=True)
SURVEY = Credential("survey_id", survey_label)
BASE = Credential("base_url", base_label)
"""For another region, or a server of one's own; it is checked like every address we call."""
SHAPES = {
    "token": re.compile(r"[!-~]{8,2000}", re.ASCII),
    "survey_id": re.compile(r"[A-Za-z0-9_-]{1,100}", re.ASCII),
    "base_url": re.compile(r"https?://[A-Za-z0-9.:-]{1,253}(?:/[A-Za-z0-9_-]{1,60}){0,4}/?", re.ASCII),
    "username": re.compile(r"[^\x00-\x1f\x7f]{1,64}"),
    "password": re.compile(r"[^\x00-\x1f\x7f]{1,500}"),
}


def is_credential(name: str, value: str) -> bool:
    """Whether a value can be what its name says; nothing is called for it."""
    shape = SHAPES.get(name)
    return bool(shape and shape.fullmatch(value))


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def items(tree: Any, name: str) -> list[Tree]:
    """The objects of a list in an answer. Raises PullRefused when the answer has another shape."""
    found = tree.get(name) if isinstance(tree, dict) else None
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise PullRefused("answer_unknown", {"part": name})
    return found
